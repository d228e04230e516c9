'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { createToken } from '#lib/contracts/api/identity.ts';
import { Button, Field, Form, Input } from '../ui/index.ts';
import { CodeForm } from './code-form.tsx';
import { FormAlert } from './form-alert.tsx';
import { PasswordInput } from './password-input.tsx';
import { returnPath } from '#lib/shared/return-path.ts';
import { signInWithPassword, type SignInFailure } from './sign-in-with-password.ts';

/** E-mail and password; ends in the page that asked for it, or in the first workspace (`/` finds it). */
export function SignInForm() {
  const t = useTranslations('auth');
  const tErrors = useTranslations('errors');
  const tLinks = useTranslations('links');
  const search = useSearchParams();
  const tTwoFactor = useTranslations('twoFactor');
  const [failure, setFailure] = useState<SignInFailure | 'expired' | null>(null);
  const [asksCode, setAsksCode] = useState(false);
  const form = useForm({
    // Not on blur: an error that appears while a link below is pressed would move it away from the pointer.
    mode: 'onSubmit',
    resolver: zodResolver(createToken.body),
    defaultValues: { email: '', password: '' },
  });
  // A full load: what was rendered for nobody must not stay in the router's cache.
  const enter = () => window.location.assign(returnPath(search.get('next'), '/home'));
  const submit = form.handleSubmit(async ({ email, password }) => {
    setFailure(null);
    const result = await signInWithPassword(email, password);
    if (result === 'codeNeeded') return setAsksCode(true);
    if (result !== 'ok') return setFailure(result);
    enter();
    await new Promise(() => undefined);
  });
  const messages: Record<SignInFailure | 'expired', string> = {
    badCredentials: t('badCredentials'),
    rateLimited: t('rateLimited'),
    network: tErrors('network'),
    internal: tErrors('internal'),
    expired: tTwoFactor('expired'),
  };
  if (asksCode) {
    const back = (expired: boolean) => {
      form.resetField('password');
      setFailure(expired ? 'expired' : null);
      setAsksCode(false);
    };
    return <CodeForm onSignedIn={enter} onBack={back} />;
  }
  return (
    <Form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <FormAlert>{failure ? messages[failure] : null}</FormAlert>
      <Field label={t('email')} error={form.formState.errors.email ? t('emailInvalid') : undefined}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            autoFocus
            className="h-10"
            {...form.register('email')}
          />
        )}
      </Field>
      <Field
        label={t('password')}
        error={form.formState.errors.password ? t('passwordRequired') : undefined}
        aside={
          <Link href="/forgot" className="text-accent-text text-xs hover:underline">
            {tLinks('forgot')}
          </Link>
        }
      >
        {(control) => <PasswordInput {...control} autoComplete="current-password" {...form.register('password')} />}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={form.formState.isSubmitting}>
        {t('signIn')}
      </Button>
      <p className="text-muted text-center text-sm">
        {t('noAccount')}{' '}
        <Link href="/signup" className="text-accent-text font-medium hover:underline">
          {t('signUp')}
        </Link>
      </p>
    </Form>
  );
}
