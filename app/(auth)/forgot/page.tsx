import type { Metadata } from 'next';
import { ForgotForm } from '#components/auth/forgot-form.tsx';
import { translatorOf } from '../../i18n/translator.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await translatorOf('links'))('forgotTitle') };
}

export default async function ForgotPage() {
  const t = await translatorOf('links');
  return (
    <>
      <h1 className="text-xl font-semibold">{t('forgotTitle')}</h1>
      <p className="text-muted mt-1 mb-5 text-sm">{t('forgotText')}</p>
      <ForgotForm />
    </>
  );
}
