'use client';
import { CircleX, Rocket } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button, CopyButton, Field, Form, Input } from '#components/ui/index.ts';
import { SettingWarnings } from '#components/servers/settings/setting-warnings.tsx';
import { ProblemRows } from '../problems/problem-list.tsx';
import { useEditor } from '../session/editor-context.tsx';
import { ContractSummary } from './contract-summary.tsx';
import { ReadabilityLine } from './readability-line.tsx';
import { useContract } from './use-contract.ts';
import type { DeployState } from './use-deploy.ts';

interface DeployFormProps {
  state: DeployState;
  onDeploy: (message: string) => Promise<void>;
  /** A problem was clicked. */
  onVisit: () => void;
}

/** The version's message, or the errors that refuse a deploy, with their places. */
export function DeployForm({ state, onDeploy, onVisit }: DeployFormProps) {
  const t = useTranslations('editor.deploy');
  const [message, setMessage] = useState('');
  const [accepted, setAccepted] = useState(false);
  const { data: preview, isPending } = useContract();
  const contract = preview?.contract;
  const unconfirmed = contract?.level === 'breaking' && !accepted;
  const problems = useEditor((store) => store.problems);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const warnings = problems.length - errors.length;
  if (errors.length > 0) return <ProblemRows problems={errors} onVisit={onVisit} />;
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (state.kind !== 'working' && !unconfirmed) void onDeploy(message.trim());
      }}
    >
      <Field label={t('message')} help={t('messageHelp')}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={500}
            placeholder={t('messagePlaceholder')}
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        )}
      </Field>
      {contract ? <ContractSummary contract={contract} accepted={accepted} onAccept={setAccepted} /> : null}
      <SettingWarnings warnings={preview?.warnings ?? []} />
      {warnings > 0 ? <p className="text-warning text-xs">{t('warnings', { count: warnings })}</p> : null}
      <ReadabilityLine onVisit={onVisit} />
      {state.kind === 'failed' ? <Failure state={state} /> : null}
      <Button
        type="submit"
        variant="primary"
        className="self-end"
        busy={state.kind === 'working'}
        disabled={isPending || unconfirmed}
      >
        <Rocket aria-hidden />
        {state.kind === 'working' ? t('deploying') : t('deploy')}
      </Button>
    </Form>
  );
}

function Failure({ state }: { state: Extract<DeployState, { kind: 'failed' }> }) {
  const t = useTranslations('editor.deploy');
  return (
    <div role="alert" className="rounded-control bg-error-subtle text-error p-2.5 text-sm">
      <p className="flex items-start gap-2">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="min-w-0 break-words">{state.message}</span>
      </p>
      {state.places.length > 0 ? (
        <ul className="mt-1 ml-6 list-disc text-xs">
          {state.places.map((place) => (
            <li key={place.path + place.message}>
              <code className="font-mono">{place.path}</code> {place.message}
            </li>
          ))}
        </ul>
      ) : null}
      {state.traceId ? (
        <p className="mt-1 ml-6 flex items-center gap-1 text-xs">
          {t('trace')} <code className="font-mono break-all">{state.traceId}</code>
          <CopyButton text={state.traceId} label={t('copyTrace')} />
        </p>
      ) : null}
    </div>
  );
}
