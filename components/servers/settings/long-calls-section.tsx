'use client';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { ServerView } from '#lib/contracts/api/servers.ts';
import { serverTasksSchema } from '#lib/contracts/server-settings.ts';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { Field, Label, Select, Switch, toast } from '../../ui/index.ts';
import { useServerChange } from './use-server-changes.ts';

/** What becomes of calls that take long. Each choice counts at once. */
export function LongCallsSection({ server, mayChange }: { server: ServerView; mayChange: boolean }) {
  const t = useTranslations('serverSettings');
  const problemText = useProblemText();
  const change = useServerChange(server.workflowId);
  const switchId = useId();
  // What is being saved shows at once, and the control keeps the focus.
  const chosen = change.isPending ? change.variables.settings : undefined;
  const { tasks = 'whenSlow', getRunTool = false } = { ...server.settings, ...chosen };
  const set = (settings: Pick<ServerView['settings'], 'tasks' | 'getRunTool'>) =>
    change.mutate(
      { settings },
      {
        onSuccess: () => toast.success(t('saved')),
        onError: (error) => toast.error(problemText(error).text),
      },
    );
  const disabled = !mayChange;
  return (
    <section aria-labelledby="server-long-calls">
      <h2 id="server-long-calls" className="text-base font-semibold">
        {t('longCalls')}
      </h2>
      <p className="text-muted mt-1 mb-3 text-sm">{t('longCallsText')}</p>
      <div className="flex flex-col gap-4">
        <Field label={t('tasks')} help={t(`tasksText.${tasks}`)} className="max-w-md">
          {(control) => (
            <Select
              {...control}
              value={tasks}
              onValueChange={(value) => set({ tasks: value })}
              options={serverTasksSchema.options.map((value) => ({ value, label: t(`tasksChoice.${value}`) }))}
              disabled={disabled}
            />
          )}
        </Field>
        <div className="flex items-start gap-3">
          <Switch
            id={switchId}
            aria-describedby={`${switchId}-note`}
            checked={getRunTool}
            onCheckedChange={(value) => set({ getRunTool: value })}
            disabled={disabled}
            className="mt-0.5"
          />
          <div className="min-w-0">
            <Label htmlFor={switchId}>{t('getRunTool')}</Label>
            <p id={`${switchId}-note`} className="text-muted text-xs">
              {t('getRunToolText')}
            </p>
          </div>
        </div>
      </div>
    </section>
  );
}
