import type { Metadata } from 'next';
import { InvitationView } from '#components/auth/invitation-view.tsx';
import { emailOfVisitor } from '../../page-session.ts';
import { translatorOf } from '../../i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await translatorOf('links'))('invitationTitle') };
}

export default async function InvitationPage() {
  const t = await translatorOf('links');
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold">{t('invitationTitle')}</h1>
      <InvitationView visitor={await emailOfVisitor()} />
    </>
  );
}
