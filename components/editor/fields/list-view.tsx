'use client';
import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { SegmentedControl } from '#components/ui/index.ts';
import type { ControlProps } from './field-props.ts';
import { JsonField } from './json-field.tsx';

type View = 'form' | 'json';

/** A form beside the raw JSON of the same value; without a form only the JSON. */
export function FormOrJson({ control, form }: { control: ControlProps; form: ReactNode | null }) {
  const t = useTranslations('editor.schema');
  const [view, setView] = useState<View>(form === null ? 'json' : 'form');
  const shown: View = form === null ? 'json' : view;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex justify-end">
        <SegmentedControl<View>
          label={t('view')}
          value={shown}
          onValueChange={setView}
          options={[
            { value: 'form', label: t('form') },
            { value: 'json', label: 'JSON' },
          ]}
        />
      </div>
      {shown === 'form' ? form : <JsonField {...control} />}
    </div>
  );
}
