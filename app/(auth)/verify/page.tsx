import type { Metadata } from 'next';
import { VerifyView } from '#components/auth/verify-view.tsx';
import { translatorOf } from '../../i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await translatorOf('links'))('verifyTitle') };
}

export default async function VerifyPage() {
  const t = await translatorOf('links');
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold">{t('verifyTitle')}</h1>
      <VerifyView />
    </>
  );
}
