'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button, Field } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { formFieldsOf, isPathOfField, type FormField } from '#lib/editor/config-form.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { ConfigControl } from '../fields/config-control.tsx';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { InlineText } from './inline-text.tsx';

/** A node's settings, derived from its type. Rarely used fields are folded away until they hold something. */
export function ConfigForm({ node, type }: { node: WorkflowNode; type: NodeTypeDescription }) {
  const t = useTranslations('editor.inspector');
  const [showAll, setShowAll] = useState(false);
  const fields = useMemo(() => formFieldsOf(type), [type]);
  const hidden = fields.filter((field) => field.advanced && node.config[field.name] === undefined);
  const shown = showAll ? fields : fields.filter((field) => !hidden.includes(field));
  return (
    <>
      {fields.length === 0 ? <p className="text-muted text-sm">{t('noSettings')}</p> : null}
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
  const value = node.config[field.name];
  const { place, visited, visit } = useFocusPlace(node.id, field.name);
  // Nothing is called wrong before its first visit: a fresh node's empty fields are only empty.
  const shown = visited || !isEmptyValue(value);
  const problem = shown ? problems?.find((candidate) => isPathOfField(candidate.path, field.name)) : undefined;
  return (
    <div ref={place} data-field={field.name} onBlur={visit}>
      <Field
        label={field.title}
        aside={
          field.required || field.default !== undefined ? null : (
            <span className="text-faint text-xs">{t('optional')}</span>
          )
        }
        help={
          problem?.severity === 'warning' ? (
            <ProblemText problem={problem} />
          ) : field.description ? (
            <InlineText text={field.description} />
          ) : undefined
        }
        error={problem?.severity === 'error' ? <ProblemText problem={problem} /> : undefined}
      >
        {(control) => (
          <ConfigControl
            nodeId={node.id}
            field={field}
            value={value}
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

const isEmptyValue = (value: unknown): boolean => value === undefined || value === '';

function ProblemText({ problem }: { problem: Problem }): ReactNode {
  const { message, hint } = useSaid()(problem);
  return (
    <span className={problem.severity === 'warning' ? 'text-warning' : undefined}>
      <span className="block">{message}</span>
      {hint ? <span className="block opacity-85">{hint}</span> : null}
    </span>
  );
}

/** Scrolls a field into view and focuses it when a problem in it was clicked; remembers whether it was ever left. */
function useFocusPlace(nodeId: string, field: string) {
  const place = useRef<HTMLDivElement>(null);
  const [visited, setVisited] = useState(false);
  const focus = useEditor((state) => state.focus);
  useEffect(() => {
    if (focus?.nodeId !== nodeId || !isPathOfField(focus.path, field)) return;
    setVisited(true);
    const timer = setTimeout(() => {
      place.current?.scrollIntoView({ block: 'center' });
      place.current?.querySelector<HTMLElement>('input, textarea, [contenteditable=true], button')?.focus();
    }, 60);
    return () => clearTimeout(timer);
  }, [focus, nodeId, field]);
  return { place, visited, visit: () => setVisited(true) };
}
