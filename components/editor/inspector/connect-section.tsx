'use client';
import { ArrowRight, Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import {
  Button,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
  IconButton,
} from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { connectableFrom } from '#lib/editor/connection-rules.ts';
import { nodeOutPorts, type OutPort } from '#lib/editor/ports.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { usePortLabel } from '../session/use-port-label.ts';
import { Section } from './section.tsx';

/** Wires as a list: everything that dragging can do, by keyboard. */
export function ConnectSection({ node }: { node: WorkflowNode }) {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const ports = nodeOutPorts(node, editor.describe);
  if (ports.length === 0) return null;
  return (
    <Section title={t('connections')}>
      <ul className="flex flex-col gap-2">
        {ports.map((port) => (
          <PortConnections key={port.name} node={node} port={port} />
        ))}
      </ul>
    </Section>
  );
}

function PortConnections({ node, port }: { node: WorkflowNode; port: OutPort }) {
  const t = useTranslations('editor.inspector');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const edges = useEditor((state) => state.definition.edges);
  const nodesById = useEditor((state) => state.nodesById);
  const mine = edges.filter((edge) => edge.source.node === node.id && edge.source.port === port.name);
  const label = usePortLabel()(port) ?? t('next');
  return (
    <li>
      <div className="flex items-center gap-1.5 text-xs">
        <span className={port.kind === 'error' ? 'text-error' : 'text-muted'}>{label}</span>
        {readOnly ? null : <ConnectMenu node={node} port={port} />}
      </div>
      {mine.map((edge) => {
        const target = nodesById.get(edge.target.node);
        const name = target?.name || target?.key || edge.target.node;
        return (
          <div key={edge.id} className="flex items-center gap-1.5 text-sm">
            <ArrowRight aria-hidden className="text-faint size-3.5 shrink-0" />
            <button
              type="button"
              className="min-w-0 truncate hover:underline"
              onClick={() => editor.focus(edge.target.node)}
            >
              {name}
            </button>
            {readOnly ? null : (
              <IconButton
                size="sm"
                className="ml-auto"
                label={t('disconnect', { name })}
                onClick={() => editor.dispatch({ type: 'disconnect', edgeId: edge.id })}
              >
                <X aria-hidden />
              </IconButton>
            )}
          </div>
        );
      })}
    </li>
  );
}

function ConnectMenu({ node, port }: { node: WorkflowNode; port: OutPort }) {
  const t = useTranslations('editor.inspector');
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button size="sm" variant="ghost" className="ml-auto">
          <Plus aria-hidden />
          {t('connectTo')}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="max-h-80 w-60">
        <DropdownMenuLabel>{t('connectTo')}</DropdownMenuLabel>
        <ConnectTargets node={node} port={port} />
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Drawn while the menu is open: in a large workflow the list is long, and every key that is typed would make it anew. */
function ConnectTargets({ node, port }: { node: WorkflowNode; port: OutPort }) {
  const { editor } = useSession();
  const definition = useEditor((state) => state.definition);
  const source = { node: node.id, port: port.name };
  return connectableFrom(definition, editor.describe, source).map((other) => (
    <DropdownMenuItem
      key={other.id}
      onSelect={() => editor.dispatch({ type: 'connect', source, target: { node: other.id, port: 'in' } })}
    >
      {other.name || other.key}
    </DropdownMenuItem>
  ));
}
