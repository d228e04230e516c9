'use client';
import { Globe, KeyRound, LogIn } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import type { ServerView } from '#lib/contracts/api/servers.ts';
import { serverAccessSchema, type ServerAccess } from '#lib/contracts/server-settings.ts';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { ConfirmDialog, toast } from '../../ui/index.ts';
import type { SettingsMutation } from './use-server-changes.ts';

interface AccessSectionProps {
  server: Pick<ServerView, 'access' | 'accessChoices'>;
  change: SettingsMutation;
  /** Of its workflow or collection. */
  name: string;
  mayChange: boolean;
}

const icons = { key: KeyRound, oauth: LogIn, public: Globe } as const;

/** Who may use the server. That anybody may is asked once more. */
export function AccessSection({ server, change, name, mayChange }: AccessSectionProps) {
  const t = useTranslations('serverSettings');
  const problemText = useProblemText();
  const [opening, setOpening] = useState(false);
  const set = (access: ServerAccess) =>
    change.mutate(
      { access },
      {
        onSuccess: () => toast.success(t('saved')),
        onError: (error) => toast.error(problemText(error).text),
        onSettled: () => setOpening(false),
      },
    );
  const choose = (value: string) => {
    const access = serverAccessSchema.parse(value);
    if (access === server.access) return;
    if (access === 'public') setOpening(true);
    else set(access);
  };
  return (
    <section aria-labelledby="server-access">
      <h2 id="server-access" className="text-base font-semibold">
        {t('access')}
      </h2>
      <p className="text-muted mt-1 mb-3 text-sm">{t('accessText')}</p>
      <RadioGroup.Root
        aria-labelledby="server-access"
        value={server.access}
        onValueChange={choose}
        disabled={!mayChange || change.isPending}
        className="flex flex-col gap-2"
      >
        {server.accessChoices.map((choice) => (
          <AccessChoice key={choice} choice={choice} />
        ))}
      </RadioGroup.Root>
      <ConfirmDialog
        open={opening}
        onOpenChange={setOpening}
        title={t('publicTitle', { name })}
        description={t('publicText')}
        confirmLabel={t('publicConfirm')}
        busy={change.isPending}
        onConfirm={() => set('public')}
      />
    </section>
  );
}

function AccessChoice({ choice }: { choice: ServerAccess }) {
  const t = useTranslations('serverSettings');
  const Icon = icons[choice];
  return (
    <RadioGroup.Item
      value={choice}
      aria-label={t(`choice.${choice}`)}
      className="rounded-card border-line bg-surface data-[state=checked]:border-accent data-[state=checked]:bg-accent-subtle flex items-start gap-3 border p-3 text-left transition-colors disabled:opacity-60"
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0">
        <span className="block text-sm font-medium">{t(`choice.${choice}`)}</span>
        <span className="text-muted block text-xs">{t(`choiceText.${choice}`)}</span>
      </span>
    </RadioGroup.Item>
  );
}
