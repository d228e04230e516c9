'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { createInvitation } from '#lib/contracts/api/members.ts';
import type { Role } from '#lib/contracts/principal.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Dialog, DialogClose, DialogContent, Field, Form, Input, Select, toast } from '../ui/index.ts';
import { rolesUpTo } from './roles-up-to.ts';
import { useMemberChanges } from './use-members.ts';

const FORM_ID = 'invite-member';

interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** An address and a role of at most one's own. */
export function InviteDialog({ open, onOpenChange }: InviteDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open ? <InviteContent onDone={() => onOpenChange(false)} /> : null}
    </Dialog>
  );
}

function InviteContent({ onDone }: { onDone: () => void }) {
  const t = useTranslations('members');
  const tUi = useTranslations('ui');
  const tRoles = useTranslations('roles');
  const problemText = useProblemText();
  const { role: ownRole } = useWorkspaceView().workspace;
  const { invite } = useMemberChanges();
  const form = useForm({
    mode: 'onTouched',
    resolver: zodResolver(createInvitation.body),
    defaultValues: { email: '', role: 'editor' as Role },
  });
  const submit = form.handleSubmit((body) =>
    invite.mutate(body, {
      onSuccess: ({ email, delivery }) => {
        if (delivery === 'email') toast.success(t('sent', { email }));
        else toast.info(t('logged', { email }), { duration: 15_000 });
        onDone();
      },
    }),
  );
  const taken = isApiProblem(invite.error) && invite.error.code === 'conflict';
  const role = form.watch('role');
  return (
    <DialogContent
      title={t('inviteTitle')}
      description={t('inviteText')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={FORM_ID} variant="primary" busy={invite.isPending}>
            {t('sendInvitation')}
          </Button>
        </>
      }
    >
      <Form id={FORM_ID} className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <FormAlert>{invite.error ? (taken ? t('already') : problemText(invite.error).text) : null}</FormAlert>
        <Field label={t('email')} error={form.formState.errors.email ? t('emailInvalid') : undefined}>
          {(control) => <Input {...control} type="email" autoComplete="off" autoFocus {...form.register('email')} />}
        </Field>
        <Field label={t('role')}>
          {(control) => (
            <Select
              {...control}
              value={role}
              options={rolesUpTo(ownRole).map((each) => ({ value: each, label: tRoles(each) }))}
              onValueChange={(next) => form.setValue('role', next)}
            />
          )}
        </Field>
      </Form>
    </DialogContent>
  );
}
