'use client';
import { useTranslations } from 'next-intl';
import { DeleteAccount } from './delete-account.tsx';
import { LinkedAccounts } from './linked-accounts.tsx';
import { PasswordForm } from './password-form.tsx';
import { Section } from './section.tsx';
import { SessionList } from './session-list.tsx';
import { TwoFactor } from './two-factor.tsx';
import { useSignInMethods } from './use-sign-in-methods.ts';

/** One's password and second factor, where one is signed in, and the end of one's account. */
export function SecuritySection() {
  const t = useTranslations('settings');
  const tSecurity = useTranslations('security');
  // The second step is that of a sign-in with a password.
  const hasPassword = useSignInMethods().data?.hasPassword ?? false;
  return (
    <Section title={t('security')} description={t('securityText')}>
      <PasswordForm />
      <LinkedAccounts />
      {hasPassword ? <TwoFactor /> : null}
      <h3 className="mt-8 text-base font-semibold">{tSecurity('sessions')}</h3>
      <p className="text-muted mb-3 text-sm">{tSecurity('sessionsText')}</p>
      <SessionList />
      <DeleteAccount />
    </Section>
  );
}
