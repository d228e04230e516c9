'use client';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { FormAlert } from './form-alert.tsx';
import type { SignInProvider } from './provider-choice.tsx';

/** Codes that the way back from a provider ends with. */
const codes = [
  'denied',
  'expired',
  'unverified_address',
  'two_factor',
  'no_address',
  'signup_closed',
  'not_invited',
  'invalid_link',
  'rate_limited',
  'wrong_address',
  'linked_elsewhere',
  'already_linked',
] as const;

/** Why the way back from a provider ended here, in the reader's language; nothing when nobody came back. */
export function ProviderRefusal({ providers }: { providers: readonly SignInProvider[] }) {
  const t = useTranslations('signInProviders');
  const search = useSearchParams();
  const refused = search.get('refused');
  const provider = providers.find(({ id }) => id === search.get('provider'))?.name;
  if (refused === null || provider === undefined) return null;
  return <FormAlert>{t(codes.find((code) => code === refused) ?? 'failed', { provider })}</FormAlert>;
}
