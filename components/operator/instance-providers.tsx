'use client';
import { useTranslations } from 'next-intl';
import type { Instance } from '#lib/contracts/api/operator.ts';
import { ProviderIcon } from '../auth/provider-icon.tsx';
import { Section } from '../settings/section.tsx';
import { Badge, CopyButton } from '../ui/index.ts';

/** The providers that people can or could sign in with, and the address to register with each. */
export function InstanceProviders({ providers }: { providers: Instance['signInProviders'] }) {
  const t = useTranslations('operator');
  return (
    <Section title={t('providers')} description={t('providersText')}>
      <ul aria-label={t('providers')} className="border-line divide-line divide-y border-y">
        {providers.map(({ id, name, callbackUrl, isSetUp }) => (
          <li key={id} className="grid items-center gap-x-4 gap-y-1 py-1.5 sm:grid-cols-[18rem_1fr]">
            <span className="flex items-center gap-2 text-sm [&_svg]:size-4">
              <ProviderIcon provider={id} />
              {name}
              <Badge tone={isSetUp ? 'success' : 'neutral'}>{t(isSetUp ? 'setUp' : 'notSetUp')}</Badge>
            </span>
            <span className="flex min-w-0 items-center gap-1">
              <code className="text-muted font-mono text-xs break-all">{callbackUrl}</code>
              <CopyButton text={callbackUrl} label={t('copyCallback', { name })} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
