'use client';
import { Minus, Pencil, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { DefinitionChange } from '#lib/editor/diff-definitions.ts';

const icons = {
  added: <Plus aria-hidden className="text-success size-4 shrink-0" />,
  removed: <Minus aria-hidden className="text-error size-4 shrink-0" />,
  changed: <Pencil aria-hidden className="text-warning size-4 shrink-0" />,
} as const;

/** A readable difference: what was added, removed, changed, with both values of each place. */
export function ChangeList({ changes, empty }: { changes: readonly DefinitionChange[]; empty: string }) {
  const t = useTranslations('editor.diff');
  if (changes.length === 0) return <p className="text-muted text-sm">{empty}</p>;
  return (
    <ul className="divide-line flex flex-col divide-y">
      {changes.map((change) => (
        <li key={`${change.element}:${change.id}`} className="py-2">
          <p className="flex items-center gap-2 text-sm">
            {icons[change.kind]}
            <span className="min-w-0 break-words">
              <span className="text-muted">{t(`${change.kind}.${change.element}`)}</span>
              {change.element === 'settings' ? null : <span className="font-medium"> {change.label}</span>}
            </span>
          </p>
          {change.fields.length > 0 ? (
            <dl className="mt-1 ml-6 flex flex-col gap-1.5 text-xs">
              {change.fields.map((field) => (
                <div key={field.path}>
                  <dt className="text-muted font-mono">{field.path}</dt>
                  <dd className="grid grid-cols-1 gap-1 font-mono sm:grid-cols-2">
                    <Value value={field.from} tone="bg-error-subtle" />
                    <Value value={field.to} tone="bg-success-subtle" />
                  </dd>
                </div>
              ))}
            </dl>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Value({ value, tone }: { value: unknown; tone: string }) {
  const text = value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return (
    <pre className={`max-h-32 min-w-0 overflow-auto rounded-sm p-1.5 break-all whitespace-pre-wrap ${tone}`}>
      {text}
    </pre>
  );
}
