'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { changePassword } from '#lib/contracts/api/accounts.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { PasswordInput } from '../auth/password-input.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useClient, useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Field, toast } from '../ui/index.ts';

const empty = { currentPassword: '', newPassword: '' };

/** Sets a new password; every other session ends. */
export function PasswordForm() {
  const t = useTranslations('security');
  const client = useClient();
  const { user } = useWorkspaceView();
  const cache = useQueryClient();
  const problemText = useProblemText();
  const form = useForm({ mode: 'onTouched', resolver: zodResolver(changePassword.body), defaultValues: empty });
  const change = useMutation({
    mutationFn: (body: typeof empty) => client.call('changePassword', { body }),
    onSuccess: async () => {
      form.reset(empty);
      toast.success(t('changed'));
      await cache.invalidateQueries({ queryKey: queryKeys.sessions() });
    },
  });
  const wrong = isApiProblem(change.error) && change.error.fieldError('/currentPassword') !== undefined;
  const { errors } = form.formState;
  const newError = errors.newPassword?.type === 'too_big' ? t('tooLong') : t('passwordShort');
  return (
    <form
      noValidate
      className="flex max-w-md flex-col gap-4"
      onSubmit={(event) => void form.handleSubmit((body) => change.mutate(body))(event)}
    >
      <FormAlert>{change.error && !wrong ? problemText(change.error).text : null}</FormAlert>
      {/* Password managers want to know whose password it is. */}
      <input type="email" autoComplete="username" value={user.email} readOnly hidden />
      <Field
        label={t('currentPassword')}
        error={errors.currentPassword ? t('required') : wrong ? t('wrongPassword') : undefined}
      >
        {(control) => (
          <PasswordInput {...control} autoComplete="current-password" {...form.register('currentPassword')} />
        )}
      </Field>
      <Field label={t('newPassword')} help={t('newPasswordHelp')} error={errors.newPassword ? newError : undefined}>
        {(control) => <PasswordInput {...control} autoComplete="new-password" {...form.register('newPassword')} />}
      </Field>
      <div>
        <Button type="submit" variant="primary" busy={change.isPending}>
          {t('change')}
        </Button>
      </div>
    </form>
  );
}
