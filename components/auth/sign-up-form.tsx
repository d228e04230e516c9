'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useForm, type FieldError as FormFieldError } from 'react-hook-form';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { createClient } from '#lib/client/create-client.ts';
import { signUp } from '#lib/contracts/api/identity.ts';
import { returnPath } from '#lib/shared/return-path.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { pathOf } from '../layout/navigation.ts';
import { Button, Field, Form, Input } from '../ui/index.ts';
import { FormAlert } from './form-alert.tsx';
import { keptInvitation } from './kept-invitation.ts';
import { PasswordInput } from './password-input.tsx';
import { signInWithPassword } from './sign-in-with-password.ts';

const client = createClient({ baseUrl: '' });

/** A new account with its first workspace; ends in that workspace, or where an invitation waits to be accepted. */
export function SignUpForm() {
  const t = useTranslations('auth');
  const tLinks = useTranslations('links');
  const problemText = useProblemText();
  const next = useSearchParams().get('next');
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({
    mode: 'onTouched',
    resolver: zodResolver(signUp.body),
    defaultValues: { email: '', password: '', name: '', workspaceName: undefined },
  });
  const submit = form.handleSubmit(async (body) => {
    setFailure(null);
    try {
      const { workspace } = await client.call('signUp', { body: { ...body, invitation: keptInvitation(next) } });
      const signedIn = await signInWithPassword(body.email, body.password);
      const home = returnPath(next, pathOf(workspace.slug, 'workflows'));
      window.location.assign(signedIn === 'ok' ? home : '/signin');
      await new Promise(() => undefined);
    } catch (error) {
      if (isApiProblem(error) && error.code === 'conflict') return form.setError('email', { type: 'taken' });
      if (isApiProblem(error) && error.fieldError('/email')?.code === 'not_invited') {
        return form.setError('email', { type: 'notInvited' });
      }
      setFailure(isApiProblem(error) && error.code === 'signup_closed' ? t('closed') : problemText(error).text);
    }
  });
  const { errors, isSubmitting } = form.formState;
  const emailErrors: Record<string, string> = { taken: t('emailTaken'), notInvited: tLinks('otherInvited') };
  return (
    <Form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <FormAlert>{failure}</FormAlert>
      <Field label={t('name')} error={textOf(errors.name, t('nameRequired'), t('tooLong'))}>
        {(control) => <Input {...control} autoComplete="name" autoFocus className="h-10" {...form.register('name')} />}
      </Field>
      <Field
        label={t('email')}
        error={emailErrors[errors.email?.type ?? ''] ?? textOf(errors.email, t('emailInvalid'), t('tooLong'))}
      >
        {(control) => (
          <Input {...control} type="email" autoComplete="email" className="h-10" {...form.register('email')} />
        )}
      </Field>
      <Field
        label={t('password')}
        help={t('passwordHelp')}
        error={textOf(errors.password, t('passwordShort'), t('tooLong'))}
      >
        {(control) => <PasswordInput {...control} autoComplete="new-password" {...form.register('password')} />}
      </Field>
      <Field
        label={t('workspaceName')}
        help={t('workspaceHelp')}
        error={textOf(errors.workspaceName, t('nameRequired'), t('tooLong'))}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="organization"
            className="h-10"
            {...form.register('workspaceName', { setValueAs: emptyIsAbsent })}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={isSubmitting}>
        {t('signUp')}
      </Button>
      <p className="text-muted text-center text-sm">
        {t('haveAccount')}{' '}
        <Link href="/signin" className="text-accent-text font-medium hover:underline">
          {t('signIn')}
        </Link>
      </p>
    </Form>
  );
}

function emptyIsAbsent(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** The schema's errors in the reader's language: too long, or not good in the field's own way. */
function textOf(error: FormFieldError | undefined, bad: string, tooLong: string): string | undefined {
  if (!error) return undefined;
  return error.type === 'too_big' ? tooLong : bad;
}
