'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { PasswordInput } from '../auth/password-input.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useClient } from '../layout/workspace-context.tsx';
import { Button, Dialog, DialogClose, DialogContent, Field } from '../ui/index.ts';

const FORM_ID = 'delete-account';

/** The end of one's account; it asks for the password. */
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
  const [password, setPassword] = useState('');
  const erase = useMutation({
    mutationFn: () => client.call('deleteMe', { body: { password } }),
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
            disabled={password === ''}
            busy={erase.isPending || erase.isSuccess}
          >
            {t('delete')}
          </Button>
        </>
      }
    >
      <form
        id={FORM_ID}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '' && !erase.isPending) erase.mutate();
        }}
      >
        <FormAlert>{erase.error && !wrong ? problemText(erase.error).text : null}</FormAlert>
        <Field label={t('password')} error={wrong ? t('wrongPassword') : undefined}>
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="current-password"
              autoFocus
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      </form>
    </DialogContent>
  );
}
