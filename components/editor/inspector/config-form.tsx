'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import { Button, Field } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { formFieldsOf, isPathOfField, type FormField } from '#lib/editor/config-form.ts';
import { useState } from 'react';
import { ConfigControl } from '../fields/config-control.tsx';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** A node's settings, derived from its type. Rarely used fields are folded away until they hold something. */
export function ConfigForm({ node, type }: { node: WorkflowNode; type: NodeTypeDescription }) {
  const t = useTranslations('editor.inspector');
  const [showAll, setShowAll] = useState(false);
  const fields = useMemo(() => formFieldsOf(type), [type]);
  const hidden = fields.filter((field) => field.advanced && node.config[field.name] === undefined);
  const shown = showAll ? fields : fields.filter((field) => !hidden.includes(field));
  return (
    <>
      {fields.length === 0 ? <p className="text-sm text-muted">{t('noSettings')}</p> : null}
      {shown.map((field) => (
        <ConfigField key={field.name} node={node} field={field} />
      ))}
      {hidden.length > 0 ? (
        <Button size="sm" variant="ghost" className="-ml-2 self-start" onClick={() => setShowAll(!showAll)}>
          {showAll ? t('showLess') : t('showMore', { count: hidden.length })}
        </Button>
      ) : null}
    </>
  );
}

function ConfigField({ node, field }: { node: WorkflowNode; field: FormField }) {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const problems = useEditor((state) => state.problemsByNode.get(node.id));
  const problem = problems?.find((candidate) => isPathOfField(candidate.path, field.name));
  const place = useFocusPlace(node.id, field.name);
  return (
    <div ref={place} data-field={field.name}>
      <Field
        label={field.title}
        aside={field.required ? null : <span className="text-xs text-faint">{t('optional')}</span>}
        help={field.description ?? undefined}
        error={problem ? [problem.message, problem.hint].filter(Boolean).join(' ') : undefined}
      >
        {(control) => (
          <ConfigControl
            nodeId={node.id}
            field={field}
            value={node.config[field.name]}
            onChange={(value) => editor.dispatch({ type: 'setConfig', nodeId: node.id, field: field.name, value })}
            id={control.id}
            describedBy={control['aria-describedby']}
            invalid={control['aria-invalid'] === true}
            readOnly={readOnly}
          />
        )}
      </Field>
    </div>
  );
}

/** Scrolls a field into view and focuses it when a problem in it was clicked. */
function useFocusPlace(nodeId: string, field: string) {
  const place = useRef<HTMLDivElement>(null);
  const focus = useEditor((state) => state.focus);
  useEffect(() => {
    if (focus?.nodeId !== nodeId || !isPathOfField(focus.path, field)) return;
    const timer = setTimeout(() => {
      place.current?.scrollIntoView({ block: 'center' });
      place.current?.querySelector<HTMLElement>('input, textarea, button, [contenteditable=true]')?.focus();
    }, 60);
    return () => clearTimeout(timer);
  }, [focus, nodeId, field]);
  return place;
}
