'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { SignInMethods } from '#lib/contracts/api/linked-accounts.ts';
import { beginProviderSignIn } from '../auth/begin-provider-sign-in.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { ProviderIcon } from '../auth/provider-icon.tsx';
import { ProviderRefusal } from '../auth/provider-refusal.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useClient } from '../layout/workspace-context.tsx';
import { Button, ConfirmDialog, RelativeTime, Skeleton, toast } from '../ui/index.ts';
import { useSignInMethods } from './use-sign-in-methods.ts';

type Linked = SignInMethods['linked'][number];

/** Accounts at providers that sign the person in; nothing where no provider is set up and none is linked. */
export function LinkedAccounts() {
  const t = useTranslations('signInProviders');
  const methods = useSignInMethods();
  if (methods.isError) return <QueryError error={methods.error} onRetry={() => void methods.refetch()} />;
  if (methods.isPending) return <Skeleton className="mt-8 h-20" />;
  const { providers, linked } = methods.data;
  if (providers.length === 0 && linked.length === 0) return null;
  const open = providers.filter(({ id }) => linked.every(({ provider }) => provider !== id));
  return (
    <section aria-labelledby="linked-accounts" className="mt-8 max-w-2xl">
      <h3 id="linked-accounts" className="text-base font-semibold">
        {t('title')}
      </h3>
      <p className="text-muted mb-3 text-sm">{t('text')}</p>
      <Outcome methods={methods.data} />
      {linked.length === 0 ? <p className="text-muted mb-3 text-sm">{t('none')}</p> : <LinkedList linked={linked} />}
      <div className="flex flex-wrap gap-2">
        {open.map((provider) => (
          <LinkButton key={provider.id} provider={provider} />
        ))}
      </div>
    </section>
  );
}

/** What the way back from a provider ended with. */
function Outcome({ methods: { providers } }: { methods: SignInMethods }) {
  const t = useTranslations('signInProviders');
  const linked = useSearchParams().get('linked');
  const name = providers.find(({ id }) => id === linked)?.name;
  return (
    <div className="mb-3 empty:hidden">
      <ProviderRefusal providers={providers} />
      {name === undefined ? null : (
        <p role="status" className="rounded-control bg-success-subtle text-success p-2.5 text-sm">
          {t('done', { name })}
        </p>
      )}
    </div>
  );
}

function LinkButton({ provider: { id, name } }: { provider: SignInMethods['providers'][number] }) {
  const t = useTranslations('signInProviders');
  const tErrors = useTranslations('errors');
  const pathname = usePathname();
  const leave = useMutation({
    mutationFn: () => beginProviderSignIn(id, { intent: 'link', callbackUrl: `${pathname}?section=security` }),
    onError: () => toast.error(tErrors('network')),
  });
  return (
    <Button busy={leave.isPending} onClick={() => leave.mutate()}>
      <ProviderIcon provider={id} />
      {t('link', { name })}
    </Button>
  );
}

function LinkedList({ linked }: { linked: readonly Linked[] }) {
  const t = useTranslations('signInProviders');
  const [ending, setEnding] = useState<Linked | null>(null);
  const unlink = useUnlink(() => setEnding(null));
  return (
    <>
      <FormAlert>{unlink.problem}</FormAlert>
      <ul
        aria-labelledby="linked-accounts"
        className="border-line divide-line rounded-card bg-surface mb-3 divide-y border"
      >
        {linked.map((account) => (
          <li key={account.id} className="flex items-center gap-3 px-3 py-2.5 [&_svg]:size-4 [&_svg]:shrink-0">
            <ProviderIcon provider={account.provider} />
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium">{account.name}</p>
              <p className="text-muted truncate text-xs">
                {account.email} · <RelativeTime value={account.createdAt} />
              </p>
            </div>
            <Button
              size="sm"
              aria-label={t('unlinkNamed', { name: account.name })}
              onClick={() => {
                unlink.reset();
                setEnding(account);
              }}
            >
              {t('unlink')}
            </Button>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => (open ? undefined : setEnding(null))}
        title={t('unlinkTitle', { name: ending?.name ?? '' })}
        description={t('unlinkText')}
        confirmLabel={t('unlink')}
        busy={unlink.isPending}
        onConfirm={() => ending && unlink.mutate(ending)}
      />
    </>
  );
}

function useUnlink(onSettled: () => void) {
  const t = useTranslations('signInProviders');
  const client = useClient();
  const cache = useQueryClient();
  const problemText = useProblemText();
  const unlink = useMutation({
    mutationFn: ({ id }: Linked) => client.call('unlinkAccount', { params: { id } }),
    onSuccess: (_, { name }) => toast.success(t('undone', { name })),
    onSettled: async () => {
      onSettled();
      await cache.invalidateQueries({ queryKey: queryKeys.signInMethods() });
    },
  });
  const isLast = isApiProblem(unlink.error) && unlink.error.code === 'conflict';
  const problem = unlink.error ? (isLast ? t('lastWay') : problemText(unlink.error).text) : null;
  return { ...unlink, problem };
}
