'use client';
import { useTranslations } from 'next-intl';
import { locales } from '#lib/shared/locales.ts';
import { localeNames } from '../i18n/locales.ts';
import { useLocaleSwitch } from '../i18n/use-locale-switch.ts';
import { SegmentedControl } from '../ui/index.ts';

/** For visitors; `choice` is that of somebody who is signed in. */
export function LanguageSwitch({ choice }: { choice?: ReturnType<typeof useLocaleSwitch> }) {
  const t = useTranslations('nav');
  const visitor = useLocaleSwitch();
  const { locale, setLocale } = choice ?? visitor;
  return (
    <SegmentedControl
      label={t('language')}
      value={locale}
      onValueChange={setLocale}
      options={locales.map((id) => ({ value: id, label: <span lang={id}>{localeNames[id]}</span> }))}
    />
  );
}
