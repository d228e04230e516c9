'use client';
import { RotateCcw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Execution } from '#lib/contracts/execution.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Dialog, DialogContent, Field, Form, Select, Textarea, toast } from '../ui/index.ts';
import { retryPoints } from './step-place.ts';
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
  const [original] = useState(() => JSON.stringify(execution.input ?? null, null, 2));
  const [text, setText] = useState(original);
  const edited = text !== original;
  const input = parsed(text);
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
      <Field label={t('input')} help={t('retryInputHelp')} error={input.ok ? undefined : t('notJson')}>
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            spellCheck={false}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {retry.error ? (
        <p role="alert" className="text-error text-sm">
          {problemText(retry.error).text}
        </p>
      ) : null}
      <Button type="submit" variant="primary" className="self-end" busy={retry.isPending} disabled={!input.ok}>
        <RotateCcw aria-hidden />
        {t('retry')}
      </Button>
    </Form>
  );
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}
