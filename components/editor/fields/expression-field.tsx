'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { previewTemplate } from '#lib/editor/preview.ts';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { LazyCodeField } from './lazy-code-field.tsx';
import { usePreviewScope, useScopeShape } from './use-scope.ts';

/** How a value is written into a one-line field. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A template field: completion, colours, and the value that it had in the last try below it. */
export function ExpressionField({ nodeId, field, value, onChange, describedBy, invalid, readOnly }: ControlProps) {
  const { editor } = useSession();
  const scope = useScopeShape(nodeId, field.perItem);
  const text = textOf(value);
  const lines = field.control === 'textarea' || field.control === 'code';
  return (
    <div>
      <LazyCodeField
        language={lines ? 'template' : 'template-line'}
        value={text}
        onChange={(next) => onChange(next === '' ? undefined : next)}
        onBlur={() => editor.mark()}
        scope={scope}
        label={field.title}
        describedBy={describedBy}
        invalid={invalid}
        readOnly={readOnly}
        placeholder={field.placeholder ?? undefined}
      />
      {field.perItem ? null : <Preview nodeId={nodeId} text={text} />}
    </div>
  );
}

/** `= value` of the last try, or why there is none. Nothing for plain texts. */
export function Preview({ nodeId, text }: { nodeId: string; text: string }) {
  const t = useTranslations('editor.preview');
  const said = useSaid();
  const scope = usePreviewScope(nodeId);
  const preview = useMemo(() => previewTemplate(text, scope), [text, scope]);
  if (preview.kind === 'plain') return null;
  if (preview.kind === 'noData') return <p className="text-faint mt-1 text-xs">{t('noData')}</p>;
  if (preview.kind === 'error') {
    return <p className="text-warning mt-1 text-xs break-words">{t('error', { message: said(preview).message })}</p>;
  }
  return (
    <p className="text-muted mt-1 flex gap-1.5 font-mono text-xs" data-preview>
      <span aria-label={t('label')}>=</span>
      <span className="line-clamp-2 min-w-0 break-all">{preview.text}</span>
    </p>
  );
}
