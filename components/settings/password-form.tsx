'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import type { z } from 'zod';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { changePassword } from '#lib/contracts/api/accounts.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { PasswordInput } from '../auth/password-input.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useClient, useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Field, Form, toast } from '../ui/index.ts';
import { useSignInMethods } from './use-sign-in-methods.ts';

type PasswordBody = z.infer<typeof changePassword.body>;

const empty = { currentPassword: '', newPassword: '' };

/** Sets a new password, or the first one of somebody who signs in with a provider; every other session ends. */
export function PasswordForm() {
  const hasPassword = useSignInMethods().data?.hasPassword ?? true;
  const t = useTranslations('security');
  const client = useClient();
  const { user } = useWorkspaceView();
  const cache = useQueryClient();
  const problemText = useProblemText();
  const form = useForm({ mode: 'onTouched', resolver: zodResolver(changePassword.body), defaultValues: empty });
  const change = useMutation({
    mutationFn: ({ currentPassword, newPassword }: PasswordBody) =>
      client.call('changePassword', { body: { newPassword, ...(hasPassword ? { currentPassword } : {}) } }),
    onSuccess: async () => {
      form.reset(empty);
      toast.success(t(hasPassword ? 'changed' : 'passwordSet'));
      await cache.invalidateQueries({ queryKey: queryKeys.me() });
    },
  });
  const wrong = isApiProblem(change.error) && change.error.fieldError('/currentPassword') !== undefined;
  const { errors } = form.formState;
  const newError = errors.newPassword?.type === 'too_big' ? t('tooLong') : t('passwordShort');
  return (
    <Form
      className="flex max-w-md flex-col gap-4"
      onSubmit={(event) => void form.handleSubmit((body) => change.mutate(body))(event)}
    >
      <FormAlert>{change.error && !wrong ? problemText(change.error).text : null}</FormAlert>
      {/* Password managers want to know whose password it is. */}
      <input type="email" autoComplete="username" value={user.email} readOnly hidden />
      {hasPassword ? (
        <Field
          label={t('currentPassword')}
          error={errors.currentPassword ? t('required') : wrong ? t('wrongPassword') : undefined}
        >
          {(control) => (
            <PasswordInput {...control} autoComplete="current-password" {...form.register('currentPassword')} />
          )}
        </Field>
      ) : (
        <p className="text-muted text-sm">{t('noPassword')}</p>
      )}
      <Field label={t('newPassword')} help={t('newPasswordHelp')} error={errors.newPassword ? newError : undefined}>
        {(control) => <PasswordInput {...control} autoComplete="new-password" {...form.register('newPassword')} />}
      </Field>
      <div>
        <Button type="submit" variant="primary" busy={change.isPending}>
          {t(hasPassword ? 'change' : 'setPassword')}
        </Button>
      </div>
    </Form>
  );
}
