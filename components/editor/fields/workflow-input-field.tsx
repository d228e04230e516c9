'use client';
import { useTranslations } from 'next-intl';
import { Field } from '#components/ui/index.ts';
import { calledFields, memberText, memberValue } from '#lib/editor/callee.ts';
import { withField, type Row } from '#lib/editor/rows.ts';
import type { SchemaField } from '#lib/contracts/schema-fields.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { useSession } from '../session/editor-context.tsx';
import { LazyPreview } from './lazy-preview.tsx';
import type { ControlProps } from './field-props.ts';
import { JsonField } from './json-field.tsx';
import { LazyCodeField } from './lazy-code-field.tsx';
import { FormOrJson } from './list-view.tsx';
import { useCallee } from './use-callee.ts';
import { useScopeShape } from './use-scope.ts';

/** What the called workflow gets: a field for each argument of its trigger, with expressions; else JSON. */
export function WorkflowInputField(props: ControlProps) {
  const { trigger } = useCallee(props.nodeId);
  const rows = calledFields(trigger);
  const value = props.value === undefined ? {} : props.value;
  if (rows === null) return <JsonField {...props} />;
  const form = isJsonObject(value) ? <Members {...props} rows={rows} members={value} /> : null;
  return <FormOrJson control={props} form={form} />;
}

function Members({ rows, members, ...props }: ControlProps & { rows: readonly SchemaField[]; members: Row }) {
  const t = useTranslations('editor');
  const { editor } = useSession();
  const scope = useScopeShape(props.nodeId, false);
  return (
    <div className="flex flex-col gap-3">
      {rows.map((row) => {
        const type = t(`schema.type.${row.type}`);
        const text = memberText(members[row.name]);
        return (
          <Field
            key={row.name}
            label={<span className="font-mono text-xs">{row.name}</span>}
            aside={<span className="text-faint text-xs">{row.required ? type : t('try.optionalType', { type })}</span>}
            help={row.description || undefined}
          >
            {(control) => (
              <div>
                <LazyCodeField
                  language="template-line"
                  label={row.name}
                  describedBy={control['aria-describedby']}
                  scope={scope}
                  readOnly={props.readOnly}
                  value={text}
                  onBlur={() => editor.mark()}
                  onChange={(next) => props.onChange(withField(members, row.name, memberValue(next, row.type)))}
                />
                <LazyPreview nodeId={props.nodeId} text={text} />
              </div>
            )}
          </Field>
        );
      })}
    </div>
  );
}
