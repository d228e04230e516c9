'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { PasswordInput } from '../auth/password-input.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useClient, useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Dialog, DialogClose, DialogContent, Field, Form, Input } from '../ui/index.ts';
import { useSignInMethods } from './use-sign-in-methods.ts';

const FORM_ID = 'delete-account';

/** The end of one's account; it asks for the password, or for the address of somebody who has none. */
export function DeleteAccount() {
  const t = useTranslations('deleteAccount');
  const [asking, setAsking] = useState(false);
  return (
    <section className="border-line mt-8 max-w-md border-t pt-6">
      <h3 className="text-base font-semibold">{t('title')}</h3>
      <p className="text-muted mt-1 mb-3 text-sm">{t('text')}</p>
      <Button variant="danger" onClick={() => setAsking(true)}>
        {t('delete')}
      </Button>
      <Dialog open={asking} onOpenChange={setAsking}>
        {asking ? <DeleteContent /> : null}
      </Dialog>
    </section>
  );
}

function DeleteContent() {
  const t = useTranslations('deleteAccount');
  const tUi = useTranslations('ui');
  const client = useClient();
  const problemText = useProblemText();
  const { user } = useWorkspaceView();
  const hasPassword = useSignInMethods().data?.hasPassword ?? true;
  const [typed, setTyped] = useState('');
  const ready = hasPassword ? typed !== '' : typed.trim().toLowerCase() === user.email;
  const erase = useMutation({
    mutationFn: () => client.call('deleteMe', { body: hasPassword ? { password: typed } : {} }),
    // A full load: nothing of the account must stay in the page.
    onSuccess: () => window.location.assign('/'),
  });
  const wrong = isApiProblem(erase.error) && erase.error.fieldError('/password') !== undefined;
  return (
    <DialogContent
      title={t('confirmTitle')}
      description={t('text')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button
            type="submit"
            form={FORM_ID}
            variant="danger"
            disabled={!ready}
            busy={erase.isPending || erase.isSuccess}
          >
            {t('delete')}
          </Button>
        </>
      }
    >
      <Form
        id={FORM_ID}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !erase.isPending) erase.mutate();
        }}
      >
        <FormAlert>{erase.error && !wrong ? problemText(erase.error).text : null}</FormAlert>
        {hasPassword ? (
          <Field label={t('password')} error={wrong ? t('wrongPassword') : undefined}>
            {(control) => (
              <PasswordInput
                {...control}
                autoComplete="current-password"
                autoFocus
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        ) : (
          <Field label={t('confirmEmail', { email: user.email })}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                autoFocus
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
      </Form>
    </DialogContent>
  );
}
