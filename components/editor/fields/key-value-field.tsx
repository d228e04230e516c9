'use client';
import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button, IconButton, Input } from '#components/ui/index.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { LazyCodeField } from './lazy-code-field.tsx';
import { useScopeShape } from './use-scope.ts';

interface Row {
  key: string;
  value: string;
}

function rowsOf(value: unknown): Row[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([key, entry]) => ({
    key,
    value: typeof entry === 'string' ? entry : JSON.stringify(entry),
  }));
}

function objectOf(rows: readonly Row[]): Record<string, string> | undefined {
  const named = rows.filter((row) => row.key !== '');
  return named.length === 0 ? undefined : Object.fromEntries(named.map((row) => [row.key, row.value]));
}

/** Names with values, one row each: headers, query parameters. */
export function KeyValueField({ nodeId, field, value, onChange, readOnly }: ControlProps) {
  const t = useTranslations('editor.fields');
  const { editor } = useSession();
  const values = field.schema['additionalProperties'];
  const carriesSecrets = isJsonObject(values) && values['x-secret-variables'] === true;
  const scope = useScopeShape(nodeId, field.perItem, carriesSecrets);
  const [rows, setRows] = useState(() => rowsOf(value));
  const committed = useRef(value);
  useEffect(() => {
    if (committed.current === value) return;
    committed.current = value;
    setRows(rowsOf(value));
  }, [value]);
  const commit = (next: Row[]) => {
    setRows(next);
    committed.current = objectOf(next);
    onChange(committed.current);
  };
  const update = (index: number, patch: Partial<Row>) =>
    commit(rows.map((row, place) => (place === index ? { ...row, ...patch } : row)));
  return (
    <div className="flex flex-col gap-1.5">
      {rows.map((row, index) => (
        <div key={index} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_28px] items-start gap-1.5">
          <Input
            aria-label={t('name')}
            placeholder={t('name')}
            spellCheck={false}
            readOnly={readOnly}
            value={row.key}
            onBlur={() => editor.mark()}
            onChange={(event) => update(index, { key: event.target.value })}
          />
          <LazyCodeField
            language="template-line"
            label={t('valueOf', { name: row.key })}
            placeholder={t('value')}
            scope={scope}
            readOnly={readOnly}
            value={row.value}
            onBlur={() => editor.mark()}
            onChange={(next) => update(index, { value: next })}
          />
          {readOnly ? null : (
            <IconButton
              size="sm"
              label={t('remove')}
              onClick={() => commit(rows.filter((_, place) => place !== index))}
            >
              <X aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {readOnly ? null : (
        <Button size="sm" className="self-start" onClick={() => setRows([...rows, { key: '', value: '' }])}>
          <Plus aria-hidden />
          {t('add')}
        </Button>
      )}
    </div>
  );
}
