'use client';
import { RotateCcw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { Execution } from '#lib/contracts/execution.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Dialog, DialogContent, Field, Form, Select, Textarea, toast } from '../ui/index.ts';
import { retryPoints } from './step-place.ts';
import { useWholeValue } from './use-large-value.ts';
import { useRetryExecution, type RunNodes } from './use-executions.ts';

const unfinished = 'unfinished';

interface RetryDialogProps {
  execution: Execution;
  nodes: RunNodes;
}

/** "Retry": runs an ended run again, keeping what is finished, from a chosen step on, or with another input. */
export function RetryDialog({ execution, nodes }: RetryDialogProps) {
  const t = useTranslations('execution');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RotateCcw aria-hidden />
        {t('retry')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        {open ? (
          <DialogContent size="lg" title={t('retryTitle')} description={t('retryHelp')}>
            <RetryForm execution={execution} nodes={nodes} />
          </DialogContent>
        ) : null}
      </Dialog>
    </>
  );
}

function RetryForm({ execution, nodes }: RetryDialogProps) {
  const t = useTranslations('execution');
  const router = useRouter();
  const problemText = useProblemText();
  const { workspace } = useWorkspaceView();
  const retry = useRetryExecution(execution.id);
  const [from, setFrom] = useState(unfinished);
  const original = useOriginalInput(execution);
  const [text, setText] = useState<string | null>(null);
  const edited = text !== null && text !== original.text;
  const input = parsed(text ?? 'null');
  const run = () => {
    if (!input.ok || retry.isPending) return;
    retry.mutate(edited ? { input: input.value } : from === unfinished ? {} : { from }, {
      onSuccess: (started) => {
        toast.success(t('retried'));
        router.push(`${pathOf(workspace.slug, 'executions')}/${started.id}`);
      },
    });
  };
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Field label={t('retryFrom')} help={edited ? t('retryAllAnew') : t('retryFromHelp')}>
        {(control) => (
          <Select
            {...control}
            disabled={edited}
            value={edited ? unfinished : from}
            options={[
              { value: unfinished, label: t(edited ? 'retryStart' : 'retryUnfinished') },
              ...retryPoints(execution.steps).map(({ nodeId, key }) => ({
                value: key,
                label: nodes.names.get(nodeId) ?? key,
              })),
            ]}
            onValueChange={setFrom}
          />
        )}
      </Field>
      {original.text === null ? (
        <p className="text-muted flex flex-wrap items-center justify-between gap-2 text-sm">
          {t('largeInput')}
          <Button size="sm" busy={original.loading} onClick={original.load}>
            {t('loadInput')}
          </Button>
        </p>
      ) : (
        <Field label={t('input')} help={t('retryInputHelp')} error={input.ok ? undefined : t('notJson')}>
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              spellCheck={false}
              className="font-mono text-xs"
              value={text ?? original.text ?? ''}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
      {(retry.error ?? original.error) ? (
        <p role="alert" className="text-error text-sm">
          {problemText(retry.error ?? original.error).text}
        </p>
      ) : null}
      <Button type="submit" variant="primary" className="self-end" busy={retry.isPending} disabled={!input.ok}>
        <RotateCcw aria-hidden />
        {t('retry')}
      </Button>
    </Form>
  );
}

/** The input of the run as text; a large one is loaded when somebody wants to change it. */
function useOriginalInput({ id, input, inputAt }: Execution) {
  const [wanted, setWanted] = useState(false);
  const large = useWholeValue(inputAt === undefined ? null : { id, sha256: inputAt }, wanted);
  const known = inputAt === undefined ? { value: input } : large.data;
  const isKnown = known !== undefined;
  const value = known?.value ?? null;
  const text = useMemo(() => (isKnown ? JSON.stringify(value, null, 2) : null), [isKnown, value]);
  return { text, loading: large.isFetching, error: large.error, load: () => setWanted(true) };
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
