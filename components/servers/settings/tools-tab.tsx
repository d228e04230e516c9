'use client';
import { Wrench } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ServerView } from '#lib/contracts/api/servers.ts';
import { FormAlert } from '../../auth/form-alert.tsx';
import { ContractSummary } from '../../editor/deploy/contract-summary.tsx';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { QueryError } from '../../layout/query-error.tsx';
import { useCan } from '../../layout/workspace-context.tsx';
import { Button, EmptyState, Form, Skeleton, toast } from '../../ui/index.ts';
import type { ServerTabProps } from '../server-view.tsx';
import { useServerSettings } from '../use-server.ts';
import { draftsOf, overridesOf, type ToolDraft } from './override-draft.ts';
import { SettingWarnings } from './setting-warnings.tsx';
import { ToolCard } from './tool-card.tsx';
import { useSettled } from './use-settled.ts';
import { useServerChange, useServerPreview } from './use-server-changes.ts';

/** How the server's tools look to those who call them, whatever their workflow says. */
export function ToolsTab({ workflow }: ServerTabProps) {
  const t = useTranslations('serverSettings');
  const can = useCan();
  const settings = useServerSettings(workflow.id);
  const change = useServerChange(workflow.id);
  if (settings.isError) return <QueryError error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return <Skeleton className="rounded-card h-72" />;
  if (settings.data.tools.length === 0) {
    return <EmptyState icon={<Wrench />} title={t('noToolsTitle')} description={t('noToolsText')} />;
  }
  return (
    <ToolsForm
      key={JSON.stringify(settings.data.settings.tools ?? {})}
      server={settings.data}
      change={change}
      mayChange={can('deployment:manage')}
    />
  );
}

interface ToolsFormProps {
  server: ServerView;
  change: ReturnType<typeof useServerChange>;
  mayChange: boolean;
}

function ToolsForm({ server, change, mayChange }: ToolsFormProps) {
  const t = useTranslations('serverSettings');
  const problemText = useProblemText();
  const [drafts, setDrafts] = useState(() => draftsOf(server.tools, server.settings.tools));
  const [accepted, setAccepted] = useState(false);
  const tools = overridesOf(server.tools, drafts);
  const isChanged =
    JSON.stringify(tools) !== JSON.stringify(overridesOf(server.tools, draftsOf(server.tools, server.settings.tools)));
  const asked = useSettled({ settings: { tools } });
  const preview = useServerPreview(server.workflowId, asked, isChanged && mayChange);
  const seen = isChanged ? (preview.data ?? server) : server;
  const contract = isChanged ? (preview.data?.contract ?? null) : null;
  const warnings = isChanged ? (preview.data?.warnings ?? []) : server.warnings;
  const edit = (key: string) => (draft: ToolDraft) => {
    setAccepted(false);
    setDrafts((before) => ({ ...before, [key]: draft }));
  };
  // What breaks callers is known, and taken on, before it can be saved.
  const isPreviewed = !preview.isFetching && JSON.stringify(asked.settings.tools) === JSON.stringify(tools);
  const blocked = !isChanged || !isPreviewed || (contract?.level === 'breaking' && !accepted);
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked) change.mutate({ settings: { tools } }, { onSuccess: () => toast.success(t('saved')) });
      }}
    >
      <p className="text-muted max-w-3xl text-sm">{t('toolsText')}</p>
      <SettingWarnings warnings={warnings} />
      {server.tools.map((tool) => (
        <ToolCard
          key={tool.key}
          tool={tool}
          draft={drafts[tool.key]!}
          served={seen.tools.find(({ key }) => key === tool.key)?.served ?? null}
          disabled={!mayChange}
          onChange={edit(tool.key)}
        />
      ))}
      <FormAlert>{(change.error ?? preview.error) ? problemText(change.error ?? preview.error).text : null}</FormAlert>
      {contract ? (
        <ContractSummary contract={contract} accepted={accepted} onAccept={setAccepted} acceptLabel={t('accept')} />
      ) : null}
      {mayChange ? (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={blocked} busy={change.isPending}>
            {t('saveTools')}
          </Button>
          <Button disabled={!isChanged} onClick={() => setDrafts(draftsOf(server.tools, server.settings.tools))}>
            {t('discard')}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}
