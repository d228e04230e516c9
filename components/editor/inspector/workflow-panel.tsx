'use client';
import { useTranslations } from 'next-intl';
import { Field, Select } from '#components/ui/index.ts';
import type { WorkflowSettings } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { ErrorWorkflowSetting } from './error-workflow-setting.tsx';
import { InstructionsSetting } from './instructions-setting.tsx';
import { NumberSetting } from './number-setting.tsx';

/** Nothing is selected: settings of the whole workflow. */
export function WorkflowPanel() {
  const t = useTranslations('editor.workflow');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const settings = useEditor((state) => state.definition.settings);
  const set = (patch: Partial<WorkflowSettings>) =>
    editor.dispatch({ type: 'setSettings', settings: { ...settings, ...patch } });
  /** What is `undefined` is left out of the definition. */
  const setOptional = (patch: { [Name in keyof WorkflowSettings]?: WorkflowSettings[Name] | undefined }) => {
    const entries = Object.entries({ ...settings, ...patch }).filter(([, value]) => value !== undefined);
    editor.dispatch({ type: 'setSettings', settings: Object.fromEntries(entries) as WorkflowSettings });
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <div>
        <h2 className="text-base font-semibold">{t('title')}</h2>
        <p className="text-muted mt-0.5 text-xs">{t('help')}</p>
      </div>
      <NumberSetting
        label={t('timeout')}
        help={t('timeoutHelp')}
        value={settings.timeoutMs}
        placeholder={limits.runTimeoutDefaultMs}
        max={limits.runTimeoutMaxMs}
        readOnly={readOnly}
        onChange={(timeoutMs) => set({ timeoutMs: timeoutMs ?? limits.runTimeoutDefaultMs })}
      />
      <NumberSetting
        label={t('concurrency')}
        help={t('concurrencyHelp')}
        value={settings.concurrency}
        placeholder={t('concurrencyAny')}
        max={limits.workflowConcurrency}
        readOnly={readOnly}
        onChange={(concurrency) => setOptional({ concurrency })}
      />
      <Field label={t('saveData')} help={t('saveDataHelp')}>
        {(control) => (
          <Select<WorkflowSettings['saveData']>
            {...control}
            disabled={readOnly}
            value={settings.saveData}
            options={(['all', 'errors', 'none'] as const).map((value) => ({
              value,
              label: t(`saveDataOption.${value}`),
            }))}
            onValueChange={(saveData) => set({ saveData })}
          />
        )}
      </Field>
      <InstructionsSetting
        value={settings.instructions}
        readOnly={readOnly}
        onChange={(instructions) => setOptional({ instructions })}
      />
      <ErrorWorkflowSetting
        value={settings.errorWorkflowId}
        readOnly={readOnly}
        onChange={(errorWorkflowId) => setOptional({ errorWorkflowId })}
      />
    </div>
  );
}
