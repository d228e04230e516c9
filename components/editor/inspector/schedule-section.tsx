'use client';
import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'next-intl';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import { useDebounced } from '#components/layout/use-debounced.ts';
import { Button, Skeleton } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { schedulePresets } from '#lib/editor/schedule-presets.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { Section } from './section.tsx';

const textOf = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

/** Common times to choose from, and when the schedule runs next, by its own clock. */
export function ScheduleSection({ node }: { node: WorkflowNode }) {
  const t = useTranslations('editor.schedule');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const cron = textOf(node.config.cron, '');
  const timezone = textOf(node.config.timezone, 'UTC');
  return (
    <Section title={t('title')}>
      {readOnly ? null : (
        <div role="group" aria-label={t('presets')} className="flex flex-wrap gap-1.5">
          {schedulePresets.map((preset) => (
            <Button
              key={preset.id}
              size="sm"
              aria-pressed={preset.cron === cron}
              className={preset.cron === cron ? 'border-accent text-accent-text' : undefined}
              onClick={() => editor.dispatch({ type: 'setConfig', nodeId: node.id, field: 'cron', value: preset.cron })}
            >
              {t(`preset.${preset.id}`)}
            </Button>
          ))}
        </div>
      )}
      {cron === '' ? null : <NextTimes cron={cron} timezone={timezone} />}
    </Section>
  );
}

function NextTimes({ cron, timezone }: { cron: string; timezone: string }) {
  const t = useTranslations('editor.schedule');
  const problemText = useProblemText();
  const format = useFormatter();
  const { client } = useSession();
  const asked = useDebounced(JSON.stringify({ cron, timezone }), 300);
  const query = useQuery({
    queryKey: ['schedule-preview', asked],
    queryFn: ({ signal }) =>
      client.call('previewSchedule', { query: JSON.parse(asked) as { cron: string; timezone: string }, signal }),
    retry: false,
    staleTime: 30_000,
  });
  if (query.isPending) return <Skeleton className="h-24" />;
  if (query.isError) return <p className="text-warning text-xs">{problemText(query.error).text}</p>;
  const { timezone: zone } = JSON.parse(asked) as { timezone: string };
  return (
    <div>
      <h4 className="text-muted text-xs">{t('next', { zone })}</h4>
      {query.data.times.length === 0 ? <p className="text-warning mt-1 text-xs">{t('never')}</p> : null}
      <ol className="mt-1.5 flex flex-col gap-1" data-next-times>
        {query.data.times.slice(0, 5).map((time) => (
          <li key={time} className="text-sm tabular-nums">
            <time dateTime={time}>
              {format.dateTime(new Date(time), {
                timeZone: zone,
                weekday: 'short',
                year: 'numeric',
                month: 'short',
                day: 'numeric',
                hour: '2-digit',
                minute: '2-digit',
              })}
            </time>
          </li>
        ))}
      </ol>
    </div>
  );
}
