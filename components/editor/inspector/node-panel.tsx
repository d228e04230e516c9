'use client';
import { Copy, Play, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { IconButton, Switch } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { NodeIcon } from '../nodes/node-icon.tsx';
import { deleteSelection, duplicateSelection } from '../session/clipboard-actions.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { useTry } from '../try/use-try.ts';
import { ConfigForm } from './config-form.tsx';
import { ConnectSection } from './connect-section.tsx';
import { DocsSection } from './docs-section.tsx';
import { IdentitySection } from './identity-section.tsx';
import { LoopSection } from './loop-section.tsx';
import { OtherProblems } from './other-problems.tsx';
import { PolicySection } from './policy-section.tsx';
import { Section } from './section.tsx';
import { TriggerSection } from './trigger-section.tsx';

/** Everything about one node: what it is, its form, its wires, its policy. */
export function NodePanel({ node }: { node: WorkflowNode }) {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const type = editor.describe(node.type, node.version);
  return (
    <div>
      <NodePanelHead node={node} />
      <OtherProblems node={node} />
      {type ? (
        <Section title={t('settings')}>
          <ConfigForm node={node} type={type} />
        </Section>
      ) : (
        <p className="text-error px-4 pb-4 text-sm">{t('unknownType', { type: node.type, version: node.version })}</p>
      )}
      <TriggerSection node={node} />
      <LoopSection node={node} />
      <IdentitySection node={node} />
      <ConnectSection node={node} />
      {type && (type.policy.retry || type.policy.timeout || type.ports.error) ? (
        <PolicySection node={node} type={type} />
      ) : null}
      {type ? <DocsSection docs={type.docs} /> : null}
    </div>
  );
}

function NodePanelHead({ node }: { node: WorkflowNode }) {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const { tryNode } = useTry();
  const readOnly = useEditor((state) => state.readOnly);
  const type = editor.describe(node.type, node.version);
  return (
    <header className="px-4 pt-4 pb-3">
      <div className="flex items-start gap-2.5">
        <NodeIcon type={type} />
        <div className="min-w-0 flex-1">
          <NodeName node={node} readOnly={readOnly} />
          <p className="text-muted mt-0.5 text-xs">{type?.description ?? node.type}</p>
        </div>
      </div>
      {readOnly ? null : (
        <div className="mt-2.5 flex items-center gap-1">
          {type?.role === 'trigger' ? null : (
            <IconButton size="sm" label={t('tryNode')} onClick={() => void tryNode(node.id)}>
              <Play aria-hidden />
            </IconButton>
          )}
          <IconButton size="sm" label={t('duplicate')} shortcut="Ctrl+D" onClick={() => duplicateSelection(editor)}>
            <Copy aria-hidden />
          </IconButton>
          <IconButton size="sm" label={t('delete')} shortcut="Del" onClick={() => deleteSelection(editor)}>
            <Trash2 aria-hidden />
          </IconButton>
          <label className="text-muted ml-auto flex items-center gap-2 text-xs">
            {t('enabled')}
            <Switch
              checked={!node.disabled}
              onCheckedChange={(on) => editor.dispatch({ type: 'setDisabled', nodeIds: [node.id], disabled: !on })}
            />
          </label>
        </div>
      )}
    </header>
  );
}

/** The name is edited where it stands. A node that was just added offers its name first when it was placed by keyboard. */
function NodeName({ node, readOnly }: { node: WorkflowNode; readOnly: boolean }) {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const input = useRef<HTMLInputElement>(null);
  const focus = useEditor((state) => state.focus);
  useEffect(() => {
    if (focus?.nodeId === node.id && focus.path === '/name') input.current?.select();
  }, [focus, node.id]);
  return (
    <input
      ref={input}
      aria-label={t('name')}
      className="hover:border-line focus:border-accent -mx-1.5 w-full rounded-sm border border-transparent bg-transparent px-1.5 py-0.5 text-base font-semibold outline-none"
      value={node.name}
      placeholder={node.key}
      readOnly={readOnly}
      maxLength={200}
      onChange={(event) => editor.dispatch({ type: 'renameNode', nodeId: node.id, name: event.target.value })}
      onBlur={() => editor.mark()}
    />
  );
}
