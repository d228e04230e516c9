'use client';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, Input } from '#components/ui/index.ts';
import { moved, textsOf } from '#lib/editor/rows.ts';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { LazyCodeField } from './lazy-code-field.tsx';
import { FormOrJson } from './list-view.tsx';
import { RowActions } from './row-actions.tsx';
import { useListFocus } from './use-list-focus.ts';
import { useScopeShape } from './use-scope.ts';

/** A list of texts, one line each. */
export function TextsField(props: ControlProps) {
  const texts = textsOf(props.value);
  return <FormOrJson control={props} form={texts && <Lines {...props} texts={texts} />} />;
}

function Lines({ nodeId, field, texts, onChange, readOnly }: ControlProps & { texts: readonly string[] }) {
  const t = useTranslations('editor.fields');
  const { editor } = useSession();
  const scope = useScopeShape(nodeId, field.perItem);
  const { list, focusRow, onMoveKey } = useListFocus();
  const commit = (next: readonly string[]) => onChange(next.length === 0 && !field.required ? undefined : next);
  const set = (index: number, text: string) => commit(texts.map((other, place) => (place === index ? text : other)));
  const move = (from: number, to: number) => {
    focusRow(to);
    commit(moved(texts, from, to));
  };
  return (
    <div ref={list} className="flex flex-col gap-1.5">
      {texts.map((text, index) => (
        <div
          key={index}
          data-row={index}
          className="flex items-start gap-1"
          onKeyDown={(event) => readOnly || onMoveKey(event, index, texts.length, (to) => move(index, to))}
        >
          <div className="min-w-0 flex-1">
            {field.template ? (
              <LazyCodeField
                language="template-line"
                label={t('row', { number: index + 1 })}
                scope={scope}
                readOnly={readOnly}
                value={text}
                onBlur={() => editor.mark()}
                onChange={(next) => set(index, next)}
              />
            ) : (
              <Input
                aria-label={t('row', { number: index + 1 })}
                readOnly={readOnly}
                value={text}
                onBlur={() => editor.mark()}
                onChange={(event) => set(index, event.target.value)}
              />
            )}
          </div>
          {readOnly ? null : (
            <RowActions
              index={index}
              count={texts.length}
              onMove={(to) => move(index, to)}
              onRemove={() => commit(texts.filter((_, place) => place !== index))}
            />
          )}
        </div>
      ))}
      {readOnly ? null : (
        <Button
          size="sm"
          className="self-start"
          onClick={() => {
            focusRow(texts.length);
            onChange([...texts, '']);
          }}
        >
          <Plus aria-hidden />
          {t('addRow')}
        </Button>
      )}
    </div>
  );
}
