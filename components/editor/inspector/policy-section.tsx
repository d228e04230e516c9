'use client';
import { useTranslations } from 'next-intl';
import { Field, Select } from '#components/ui/index.ts';
import { retryPolicySchema, type NodePolicy, type RetryPolicy, type WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { NumberSetting } from './number-setting.tsx';
import { Section } from './section.tsx';

type OnError = NonNullable<NodePolicy['onError']> | 'auto';

/** What happens when the node fails or takes too long. Empty fields mean the default. */
export function PolicySection({ node, type }: { node: WorkflowNode; type: NodeTypeDescription }) {
  const t = useTranslations('editor.policy');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const policy = node.policy ?? {};
  const set = (patch: NodePolicy) => {
    const next = Object.fromEntries(Object.entries({ ...policy, ...patch }).filter(([, value]) => value !== undefined));
    const isEmpty = Object.keys(next).length === 0;
    editor.dispatch({ type: 'setPolicy', nodeId: node.id, policy: isEmpty ? undefined : (next as NodePolicy) });
  };
  const setRetry = (patch: Partial<RetryPolicy>) => {
    const next = retryPolicySchema.parse({ ...policy.retry, ...patch });
    set({ retry: next.maxAttempts > 1 ? next : undefined });
  };
  return (
    <Section title={t('title')} folded>
      {type.ports.error ? (
        <Field label={t('onError')} help={t(`onErrorHelp.${policy.onError ?? 'auto'}`)}>
          {(control) => (
            <Select<OnError>
              {...control}
              disabled={readOnly}
              value={policy.onError ?? 'auto'}
              options={(['auto', 'fail', 'continue', 'branch'] as const).map((value) => ({
                value,
                label: t(`onErrorOption.${value}`),
              }))}
              onValueChange={(value) => set({ onError: value === 'auto' ? undefined : value })}
            />
          )}
        </Field>
      ) : null}
      {type.policy.timeout ? (
        <NumberSetting
          label={t('timeout')}
          help={t('timeoutHelp')}
          value={policy.timeoutMs}
          placeholder={limits.nodeTimeoutDefaultMs}
          max={limits.nodeTimeoutMaxMs}
          readOnly={readOnly}
          onChange={(timeoutMs) => set({ timeoutMs })}
        />
      ) : null}
      {type.policy.retry ? (
        <NumberSetting
          label={t('attempts')}
          help={t('attemptsHelp')}
          value={policy.retry?.maxAttempts}
          placeholder={1}
          max={limits.maxAttempts}
          readOnly={readOnly}
          onChange={(maxAttempts) => setRetry({ maxAttempts: maxAttempts ?? 1 })}
        />
      ) : null}
      {policy.retry ? (
        <NumberSetting
          label={t('backoff')}
          help={t('backoffHelp')}
          value={policy.retry.backoffMs}
          placeholder={200}
          max={limits.maxBackoffMs}
          readOnly={readOnly}
          onChange={(backoffMs) => setRetry({ backoffMs: backoffMs ?? 200 })}
        />
      ) : null}
    </Section>
  );
}
