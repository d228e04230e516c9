'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useSaid } from '#components/i18n/use-said.ts';
import { previewScope, previewTemplate } from '#lib/editor/preview.ts';
import { useEditor } from '../session/editor-context.tsx';

export interface PreviewProps {
  nodeId: string;
  text: string;
}

/** `= value` of the last try, or why there is none. Nothing for plain texts. */
export function Preview({ nodeId, text }: PreviewProps) {
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

/** The values of an expression's names in the last try; null without one. */
function usePreviewScope(nodeId: string) {
  const definition = useEditor((state) => state.definition);
  const run = useEditor((state) => state.run);
  const variables = useEditor((state) => state.variables);
  return useMemo(() => previewScope(definition, nodeId, run, variables), [definition, nodeId, run, variables]);
}
