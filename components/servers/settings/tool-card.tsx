'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ServerTool } from '#lib/contracts/api/servers.ts';
import { Badge, Button, CodeBlock, Field, Input, Label, Switch, Textarea } from '../../ui/index.ts';
import { parametersOf, type ToolDraft } from './override-draft.ts';
import { ParameterRow } from './parameter-row.tsx';

interface ToolCardProps {
  tool: ServerTool;
  draft: ToolDraft;
  /** As callers would see it; null: they would not. */
  served: ServerTool['served'];
  disabled: boolean;
  onChange: (draft: ToolDraft) => void;
}

/** One tool: its name, its texts, its parameters, and what comes of them. */
export function ToolCard({ tool: { original }, draft, served, disabled, onChange }: ToolCardProps) {
  const t = useTranslations('serverSettings');
  const [open, setOpen] = useState(false);
  const set = (change: Partial<ToolDraft>) => onChange({ ...draft, ...change });
  const parameters = parametersOf(original);
  return (
    <section aria-label={original.name} className="rounded-card border-line bg-surface border p-4">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="min-w-0 truncate font-mono text-sm font-semibold">{original.name}</h2>
        {served && served.name !== original.name ? (
          <Badge tone="accent" className="font-mono">
            {served.name}
          </Badge>
        ) : null}
        <Label className="ml-auto flex items-center gap-2 text-sm font-normal">
          {t('toolHidden')}
          <Switch checked={draft.hidden} disabled={disabled} onCheckedChange={(hidden) => set({ hidden })} />
        </Label>
      </div>
      {draft.hidden ? null : (
        <>
          <div className="mt-3 grid gap-3 sm:grid-cols-2">
            <Field label={t('toolName')}>
              {(control) => (
                <Input
                  {...control}
                  className="font-mono"
                  spellCheck={false}
                  autoComplete="off"
                  disabled={disabled}
                  placeholder={original.name}
                  value={draft.name}
                  onChange={(event) => set({ name: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('toolTitle')}>
              {(control) => (
                <Input
                  {...control}
                  disabled={disabled}
                  placeholder={original.title ?? ''}
                  value={draft.title}
                  onChange={(event) => set({ title: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('toolDescription')} className="sm:col-span-2">
              {(control) => (
                <Textarea
                  {...control}
                  rows={2}
                  disabled={disabled}
                  placeholder={original.description}
                  value={draft.description}
                  onChange={(event) => set({ description: event.target.value })}
                />
              )}
            </Field>
          </div>
          {parameters.length > 0 ? (
            <ul aria-label={t('parameters')} className="border-line mt-4 flex flex-col border-t">
              {parameters.map((parameter) => (
                <ParameterRow
                  key={parameter.name}
                  parameter={parameter}
                  draft={draft.parameters[parameter.name]!}
                  disabled={disabled}
                  onChange={(one) => set({ parameters: { ...draft.parameters, [parameter.name]: one } })}
                />
              ))}
            </ul>
          ) : null}
          <Button size="sm" className="mt-3" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('hideSchema') : t('showSchema')}
          </Button>
          {open && served ? (
            <div className="mt-2">
              <CodeBlock code={JSON.stringify(served, null, 2)} copyLabel={t('copySchema')} wrap />
            </div>
          ) : null}
        </>
      )}
    </section>
  );
}
