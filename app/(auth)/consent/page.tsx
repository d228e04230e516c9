import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ConsentQuestion } from '#components/auth/consent-question.tsx';
import { FormAlert } from '#components/auth/form-alert.tsx';
import { visitorConsent } from '#lib/server/consent.ts';
import { translatorOf } from '../../i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await translatorOf('consent'))('title') };
}

interface ConsentPageProps {
  searchParams: Promise<{ request?: string | string[] }>;
}

/** Where the authorization server sends a person whom a client asks to let it use a server. */
export default async function ConsentPage({ searchParams }: ConsentPageProps) {
  const { request } = await searchParams;
  const token = typeof request === 'string' ? request : '';
  const visitor = await visitorConsent(token);
  if (!visitor) redirect(`/signin?next=${encodeURIComponent(`/consent?request=${encodeURIComponent(token)}`)}`);
  const t = await translatorOf('consent');
  const { view, email } = visitor;
  if (view.kind === 'asked') return <ConsentQuestion request={token} asked={view} email={email} />;
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold">{t(`${view.kind}Title`)}</h1>
      <FormAlert>{t(`${view.kind}Text`, { email })}</FormAlert>
    </>
  );
}
