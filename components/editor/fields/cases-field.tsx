'use client';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button, IconButton, Input } from '#components/ui/index.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { LazyPreview } from './lazy-preview.tsx';
import { LazyCodeField } from './lazy-code-field.tsx';
import { useScopeShape } from './use-scope.ts';

interface Case {
  name: string;
  when: string;
}

function casesOf(value: unknown): Case[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry) => {
    const { name, when } = isJsonObject(entry) ? entry : {};
    return { name: typeof name === 'string' ? name : '', when: typeof when === 'string' ? when : String(when ?? '') };
  });
}

/** The cases of a switch, tried in order; each is a port. */
export function CasesField({ nodeId, value, onChange, readOnly }: ControlProps) {
  const t = useTranslations('editor.fields');
  const { editor } = useSession();
  const scope = useScopeShape(nodeId, false);
  const cases = casesOf(value);
  const set = (index: number, patch: Partial<Case>) =>
    onChange(cases.map((entry, place) => (place === index ? { ...entry, ...patch } : entry)));
  const swap = (index: number, other: number) => {
    const next = [...cases];
    [next[index], next[other]] = [next[other]!, next[index]!];
    onChange(next);
  };
  const add = () => {
    let number = cases.length + 1;
    while (cases.some((entry) => entry.name === `case${number}`)) number += 1;
    onChange([...cases, { name: `case${number}`, when: '' }]);
  };
  return (
    <div className="flex flex-col gap-2">
      {cases.map((entry, index) => (
        <div key={index} className="rounded-control border-line bg-subtle/60 border p-2">
          <div className="mb-1.5 flex items-center gap-1">
            <CaseName
              name={entry.name}
              taken={cases.filter((_, place) => place !== index).map((other) => other.name)}
              readOnly={readOnly}
              onRename={(name) => set(index, { name })}
            />
            {readOnly ? null : (
              <>
                <IconButton size="sm" label={t('moveUp')} disabled={index === 0} onClick={() => swap(index, index - 1)}>
                  <ArrowUp aria-hidden />
                </IconButton>
                <IconButton
                  size="sm"
                  label={t('moveDown')}
                  disabled={index === cases.length - 1}
                  onClick={() => swap(index, index + 1)}
                >
                  <ArrowDown aria-hidden />
                </IconButton>
                <IconButton
                  size="sm"
                  label={t('remove')}
                  onClick={() => onChange(cases.filter((_, place) => place !== index))}
                >
                  <X aria-hidden />
                </IconButton>
              </>
            )}
          </div>
          <LazyCodeField
            language="template-line"
            label={t('whenOf', { name: entry.name })}
            placeholder="{{ input.kind === 'a' }}"
            scope={scope}
            readOnly={readOnly}
            value={entry.when}
            onBlur={() => editor.mark()}
            onChange={(when) => set(index, { when })}
          />
          <LazyPreview nodeId={nodeId} text={entry.when} />
        </div>
      ))}
      {readOnly ? null : (
        <Button size="sm" className="self-start" onClick={add}>
          <Plus aria-hidden />
          {t('addCase')}
        </Button>
      )}
    </div>
  );
}

/** A case's name becomes its port's when the field is left: a half-typed name must not take another port's wires. */
function CaseName(props: { name: string; taken: string[]; readOnly: boolean; onRename: (name: string) => void }) {
  const t = useTranslations('editor.fields');
  const [text, setText] = useState(props.name);
  useEffect(() => setText(props.name), [props.name]);
  const clash = text === '' || text === 'fallback' || props.taken.includes(text);
  const commit = () => {
    if (clash) setText(props.name);
    else if (text !== props.name) props.onRename(text);
  };
  return (
    <Input
      aria-label={t('caseName')}
      aria-invalid={clash || undefined}
      className="h-7 flex-1"
      readOnly={props.readOnly}
      value={text}
      onChange={(event) => setText(event.target.value.trim())}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
