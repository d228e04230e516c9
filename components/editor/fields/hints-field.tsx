'use client';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Label, Select } from '#components/ui/index.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import type { ControlProps } from './field-props.ts';

const hints = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;
const choices = ['derived', 'yes', 'no'] as const;
type Choice = (typeof choices)[number];

/** What assistants are told a tool may do. What is left to the nodes is not written down. */
export function HintsField({ id, value, onChange, describedBy, readOnly }: ControlProps) {
  const t = useTranslations('editor.hints');
  const prefix = useId();
  const written = isJsonObject(value) ? value : {};
  const set = (hint: string, choice: Choice) => {
    const { [hint]: _, ...rest } = written;
    const next = choice === 'derived' ? rest : { ...rest, [hint]: choice === 'yes' };
    onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <div id={id} className="flex flex-col gap-2" aria-describedby={describedBy} role="group">
      {hints.map((hint) => (
        <div key={hint} className="flex items-center justify-between gap-3">
          <Label htmlFor={`${prefix}-${hint}`} className="min-w-0 text-xs font-normal">
            {t(hint)}
          </Label>
          <Select<Choice>
            id={`${prefix}-${hint}`}
            className="w-36 shrink-0"
            disabled={readOnly}
            value={written[hint] === true ? 'yes' : written[hint] === false ? 'no' : 'derived'}
            options={choices.map((choice) => ({ value: choice, label: t(choice) }))}
            onValueChange={(choice) => set(hint, choice)}
          />
        </div>
      ))}
    </div>
  );
}
