'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Field, Input, Textarea } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { Section } from './section.tsx';

/** The key that expressions use, and notes. */
export function IdentitySection({ node }: { node: WorkflowNode }) {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <Section title={t('identity')} folded>
      <KeyField node={node} readOnly={readOnly} />
      <Field label={t('notes')} help={t('notesHelp')}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={10_000}
            readOnly={readOnly}
            value={node.notes ?? ''}
            onChange={(event) => editor.dispatch({ type: 'setNotes', nodeId: node.id, notes: event.target.value })}
            onBlur={() => editor.mark()}
          />
        )}
      </Field>
    </Section>
  );
}

/** The key is renamed when the field is left, with all expressions that use it. */
function KeyField({ node, readOnly }: { node: WorkflowNode; readOnly: boolean }) {
  const t = useTranslations('editor');
  const { editor } = useSession();
  const [text, setText] = useState(node.key);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setText(node.key);
    setError(null);
  }, [node.key]);
  const commit = () => {
    if (text === node.key) return setError(null);
    const result = editor.dispatch({ type: 'renameKey', nodeId: node.id, key: text });
    setError(result.ok ? null : t(`refusal.${result.code}`));
  };
  return (
    <Field label={t('inspector.key')} help={t('inspector.keyHelp', { key: node.key })} error={error ?? undefined}>
      {(control) => (
        <Input
          {...control}
          className="font-mono text-xs"
          spellCheck={false}
          readOnly={readOnly}
          maxLength={64}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
        />
      )}
    </Field>
  );
}
