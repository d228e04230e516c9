'use client';
import { useTranslations } from 'next-intl';
import { locales } from '#lib/shared/locales.ts';
import { localeNames } from '../i18n/locales.ts';
import { useLocaleSwitch } from '../i18n/use-locale-switch.ts';
import { SegmentedControl } from '../ui/index.ts';

export function LanguageSwitch() {
  const t = useTranslations('nav');
  const { locale, setLocale } = useLocaleSwitch();
  return (
    <SegmentedControl
      label={t('language')}
      value={locale}
      onValueChange={setLocale}
      options={locales.map((id) => ({ value: id, label: <span lang={id}>{localeNames[id]}</span> }))}
    />
  );
}
