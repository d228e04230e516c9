'use client';
import { useTranslations } from 'next-intl';
import { Section } from '../settings/section.tsx';

/** Settings in effect, as the server sends them: without secrets. */
export function InstanceSettings({ settings }: { settings: Readonly<Record<string, string>> }) {
  const t = useTranslations('operator');
  return (
    <Section title={t('settings')} description={t('settingsText')}>
      <dl className="border-line divide-line divide-y border-y">
        {Object.entries(settings).map(([name, value]) => (
          <div key={name} className="grid gap-x-4 py-1.5 sm:grid-cols-[18rem_1fr]">
            <dt className="font-mono text-xs">{name}</dt>
            <dd className="text-muted font-mono text-xs break-all">{value === '' ? t('unset') : value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
