'use client';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, cn, Field } from '#components/ui/index.ts';
import type { FormField } from '#lib/editor/config-form.ts';
import { moved, newRow, rowFields, rowsOf, shownFields, withField, type Row } from '#lib/editor/rows.ts';
import type { ControlProps } from './field-props.ts';
import { FormOrJson } from './list-view.tsx';
import { RowActions } from './row-actions.tsx';
import { ScalarControl } from './scalar-control.tsx';
import { useListFocus } from './use-list-focus.ts';

/** A list of small objects, one row each, with the fields that its schema names. */
export function RowsField(props: ControlProps) {
  const rows = rowsOf(props.value);
  return <FormOrJson control={props} form={rows && <Rows {...props} rows={rows} />} />;
}

function Rows({ rows, ...props }: ControlProps & { rows: readonly Row[] }) {
  const t = useTranslations('editor.fields');
  const { field, onChange, readOnly } = props;
  const fields = rowFields(field);
  const { list, focusRow, onMoveKey } = useListFocus();
  const move = (from: number, to: number) => {
    focusRow(to);
    onChange(moved(rows, from, to));
  };
  return (
    <div ref={list} className="flex flex-col gap-2">
      {rows.map((row, index) => (
        <fieldset
          key={index}
          data-row={index}
          aria-label={t('row', { number: index + 1 })}
          className="rounded-control border-line bg-subtle/60 border p-2"
          onKeyDown={(event) => readOnly || onMoveKey(event, index, rows.length, (to) => move(index, to))}
        >
          <div className="mb-1 flex h-6 items-center justify-between">
            <span className="text-faint text-xs tabular-nums">{t('row', { number: index + 1 })}</span>
            {readOnly ? null : (
              <RowActions
                index={index}
                count={rows.length}
                onMove={(to) => move(index, to)}
                onRemove={() => onChange(rows.filter((_, place) => place !== index))}
              />
            )}
          </div>
          <div className="grid grid-cols-2 gap-2">
            {shownFields(fields, row).map((each) => (
              <RowCell
                key={each.name}
                {...props}
                field={each}
                value={row[each.name]}
                onChange={(value) =>
                  onChange(rows.map((other, place) => (place === index ? withField(other, each.name, value) : other)))
                }
              />
            ))}
          </div>
        </fieldset>
      ))}
      {readOnly ? null : (
        <Button
          size="sm"
          className="self-start"
          onClick={() => {
            focusRow(rows.length);
            onChange([...rows, newRow(fields)]);
          }}
        >
          <Plus aria-hidden />
          {t('addRow')}
        </Button>
      )}
    </div>
  );
}

/** Texts that may hold expressions get the whole width. */
const isWide = (field: FormField): boolean => field.template && field.options.length === 0;

function RowCell(props: ControlProps) {
  const { field } = props;
  return (
    <Field
      label={<span className="text-xs">{field.title}</span>}
      className={cn('min-w-0', isWide(field) && 'col-span-2')}
    >
      {(control) => <ScalarControl {...props} id={control.id} describedBy={undefined} invalid={false} />}
    </Field>
  );
}
