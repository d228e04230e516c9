import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Suspense } from 'react';
import { ProviderChoice } from '#components/auth/provider-choice.tsx';
import { SignUpForm } from '#components/auth/sign-up-form.tsx';
import { signInChoices } from '#lib/server/sign-in-choices.ts';
import { homeOfVisitor } from '../../page-session.ts';
import { translatorOf } from '../../i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await translatorOf('auth'))('signUpTitle') };
}

export default async function SignUpPage() {
  const home = await homeOfVisitor();
  if (home) redirect(home);
  const t = await translatorOf('auth');
  return (
    <>
      <h1 className="text-xl font-semibold">{t('signUpTitle')}</h1>
      <p className="text-muted mt-1 mb-5 text-sm">{t('signUpText')}</p>
      <Suspense>
        <ProviderChoice providers={signInChoices()} />
        <SignUpForm />
      </Suspense>
    </>
  );
}
