'use client';
import { RotateCcw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useSaid } from '../i18n/use-said.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Field, Form, Select, Textarea, toast } from '../ui/index.ts';
import { retryPoints } from './step-place.ts';
import { useRetryExecution, type RunNodes } from './use-executions.ts';
import { useRetryInput } from './use-retry-input.ts';

const unfinished = 'unfinished';

interface RetryFormProps {
  execution: Execution;
  nodes: RunNodes;
  /** Key of the step that is chosen at first; null: what did not finish. */
  step: string | null;
}

/** From where the run goes on, and with what: the run's input, or that of the chosen step. */
export function RetryForm({ execution, nodes, step }: RetryFormProps) {
  const t = useTranslations('execution');
  const router = useRouter();
  const { workspace } = useWorkspaceView();
  const retry = useRetryExecution(execution.id);
  const points = retryPoints(execution.steps);
  const [from, setFrom] = useState(step ?? unfinished);
  const chosen = points.find(({ key }) => key === from) ?? null;
  const input = useRetryInput(execution, chosen, nodes);
  // Another input of the run: nothing of it can be kept.
  const anew = input.edited && !chosen;
  const run = () => {
    if (!input.ok || retry.isPending) return;
    retry.mutate(
      chosen
        ? { from: chosen.key, ...(input.edited && { stepInput: input.value as Record<string, unknown> }) }
        : { ...(input.edited && { input: input.value }) },
      {
        onSuccess: (started) => {
          toast.success(t('retried'));
          router.push(`${pathOf(workspace.slug, 'executions')}/${started.id}`);
        },
      },
    );
  };
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Field label={t('retryFrom')} help={anew ? t('retryAllAnew') : t('retryFromHelp')}>
        {(control) => (
          <Select
            {...control}
            disabled={anew}
            value={from}
            options={[
              { value: unfinished, label: t(anew ? 'retryStart' : 'retryUnfinished') },
              ...points.map(({ nodeId, key }) => ({ value: key, label: nodes.names.get(nodeId) ?? key })),
            ]}
            onValueChange={(value) => {
              setFrom(value);
              retry.reset();
            }}
          />
        )}
      </Field>
      <InputField key={from} input={input} ofStep={chosen !== null} />
      <Refusal error={retry.error ?? input.error} />
      <Button type="submit" variant="primary" className="self-end" busy={retry.isPending} disabled={!input.ok}>
        <RotateCcw aria-hidden />
        {t('retry')}
      </Button>
    </Form>
  );
}

function InputField({ input, ofStep }: { input: ReturnType<typeof useRetryInput>; ofStep: boolean }) {
  const t = useTranslations('execution');
  if (input.nothingToEdit) return <p className="text-muted text-sm">{t('stepInputFixed')}</p>;
  if (input.text === null) {
    return (
      <p className="text-muted flex flex-wrap items-center justify-between gap-2 text-sm">
        {t('largeInput')}
        <Button size="sm" busy={input.loading} onClick={input.load}>
          {t('loadInput')}
        </Button>
      </p>
    );
  }
  const help = ofStep ? t(input.unresolved ? 'stepInputUnresolved' : 'stepInputHelp') : t('retryInputHelp');
  const fault = input.ok ? undefined : t(input.isJson ? 'notAnObject' : 'notJson');
  return (
    <Field label={t(ofStep ? 'stepInput' : 'input')} help={help} error={fault}>
      {(control) => (
        <Textarea
          {...control}
          rows={ofStep ? 12 : 8}
          spellCheck={false}
          className="font-mono text-xs"
          value={input.text ?? ''}
          onChange={(event) => input.write(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Why it was not started, with the places in an edited input that are wrong. */
function Refusal({ error }: { error: unknown }) {
  const problemText = useProblemText();
  const said = useSaid();
  if (!error) return null;
  const faults = isApiProblem(error) ? error.errors.filter(({ path }) => path.startsWith('/stepInput/')) : [];
  return (
    <div role="alert" className="text-error text-sm">
      <p>{problemText(error).text}</p>
      {faults.length > 0 ? (
        <ul className="mt-1 list-disc pl-5">
          {faults.map((fault) => (
            <li key={fault.path} className="break-words">
              <code className="font-mono text-xs">{fault.path.slice('/stepInput/'.length)}</code>: {said(fault).message}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
