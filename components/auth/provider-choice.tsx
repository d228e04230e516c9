'use client';
import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { returnPath } from '#lib/shared/return-path.ts';
import { Button } from '../ui/index.ts';
import { beginProviderSignIn } from './begin-provider-sign-in.ts';
import { FormAlert } from './form-alert.tsx';
import { keptInvitation } from './kept-invitation.ts';
import { ProviderIcon } from './provider-icon.tsx';
import { ProviderRefusal } from './provider-refusal.tsx';

export interface SignInProvider {
  id: string;
  name: string;
}

/** A button for each provider that is set up, above the form of the password; nothing where there is none. */
export function ProviderChoice({ providers }: { providers: readonly SignInProvider[] }) {
  const t = useTranslations('auth');
  const tErrors = useTranslations('errors');
  const next = useSearchParams().get('next');
  const leave = useMutation({
    mutationFn: (provider: string) => {
      const invitation = keptInvitation(next);
      return beginProviderSignIn(provider, {
        callbackUrl: returnPath(next, '/home'),
        ...(invitation ? { invitation } : {}),
      });
    },
  });
  if (providers.length === 0) return null;
  return (
    <div className="mb-5 flex flex-col gap-4">
      {leave.error ? <FormAlert>{tErrors('network')}</FormAlert> : <ProviderRefusal providers={providers} />}
      <div className="flex flex-col gap-2">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            size="lg"
            busy={leave.isPending && leave.variables === id}
            disabled={leave.isPending && leave.variables !== id}
            onClick={() => leave.mutate(id)}
          >
            <ProviderIcon provider={id} />
            <span className="min-w-0 truncate">{t('continueWith', { name })}</span>
          </Button>
        ))}
      </div>
      <div className="text-faint flex items-center gap-3 text-xs" role="separator">
        <span className="border-line flex-1 border-t" />
        {t('or')}
        <span className="border-line flex-1 border-t" />
      </div>
    </div>
  );
}
