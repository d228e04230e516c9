import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { FirstWorkspaceForm } from '#components/auth/first-workspace-form.tsx';
import { emailOfVisitor } from '../../page-session.ts';
import { translatorOf } from '../../i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await translatorOf('onboarding'))('title') };
}

/** For people without a workspace: they left it, or it was deleted. */
export default async function OnboardingPage() {
  if ((await emailOfVisitor()) === null) redirect('/signin?next=/onboarding');
  const t = await translatorOf('onboarding');
  return (
    <>
      <h1 className="text-xl font-semibold">{t('title')}</h1>
      <p className="text-muted mt-1 mb-5 text-sm">{t('text')}</p>
      <FirstWorkspaceForm />
    </>
  );
}
