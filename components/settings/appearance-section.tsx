'use client';
import { useTranslations } from 'next-intl';
import { LanguageSwitch } from '../layout/language-switch.tsx';
import { ThemeSwitch } from '../layout/theme-switch.tsx';
import { useAccountLocale } from '../layout/use-account-locale.ts';
import { Section } from './section.tsx';

export function AppearanceSection() {
  const t = useTranslations('settings');
  const language = useAccountLocale();
  return (
    <Section title={t('appearance')} description={t('appearanceText')}>
      <dl className="flex max-w-md flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <dt className="text-sm font-medium">{t('theme')}</dt>
          <dd>
            <ThemeSwitch />
          </dd>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <dt className="text-sm font-medium">{t('language')}</dt>
          <dd>
            <LanguageSwitch choice={language} />
          </dd>
        </div>
      </dl>
    </Section>
  );
}
