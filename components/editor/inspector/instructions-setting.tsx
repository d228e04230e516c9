'use client';
import { useTranslations } from 'next-intl';
import { Field, Textarea } from '#components/ui/index.ts';
import { useSession } from '../session/editor-context.tsx';

const LONGEST = 4_000;

interface InstructionsSettingProps {
  value: string | undefined;
  readOnly: boolean;
  /** `undefined` takes them away. */
  onChange: (instructions: string | undefined) => void;
}

/** What every assistant is told about the server when it connects. */
export function InstructionsSetting({ value, readOnly, onChange }: InstructionsSettingProps) {
  const t = useTranslations('editor.workflow');
  const { editor } = useSession();
  return (
    <Field label={t('instructions')} help={t('instructionsHelp')}>
      {(control) => (
        <Textarea
          {...control}
          rows={4}
          maxLength={LONGEST}
          readOnly={readOnly}
          placeholder={t('instructionsPlaceholder')}
          value={value ?? ''}
          onBlur={() => editor.mark()}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        />
      )}
    </Field>
  );
}
