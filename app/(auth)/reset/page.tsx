import type { Metadata } from 'next';
import { ResetForm } from '#components/auth/reset-form.tsx';
import { translatorOf } from '../../i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await translatorOf('links'))('resetTitle') };
}

export default async function ResetPage() {
  const t = await translatorOf('links');
  return (
    <>
      <h1 className="text-xl font-semibold">{t('resetTitle')}</h1>
      <p className="text-muted mt-1 mb-5 text-sm">{t('resetText')}</p>
      <ResetForm />
    </>
  );
}
