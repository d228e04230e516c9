'use client';
import { Handle, Position, useReactFlow, type NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useMemo, type MouseEvent } from 'react';
import { cn } from '#components/ui/cn.ts';
import { IconButton } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { isSwitchedOff, withBodies } from '#lib/editor/containers.ts';
import { outPortsOf } from '#lib/editor/ports.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { CardHead, headLevel, PortRows, useFreshPorts } from './node-card.tsx';
import { NodeState, lookOf } from './node-state.tsx';

/** A container: its head, and below it the place where its body lies. React Flow draws the body's cards over it. */
export const LoopBox = memo(function LoopBox({ id, selected }: NodeProps) {
  const node = useEditor((state) => state.nodesById.get(id));
  return node ? <Box node={node} selected={selected ?? false} /> : null;
});

const Box = memo(function Box({ node, selected }: { node: WorkflowNode; selected: boolean }) {
  const { editor } = useSession();
  const problems = useEditor((state) => state.problemsByNode.get(node.id));
  const step = useEditor((state) => state.run?.steps.get(node.id));
  const off = useEditor((state) => isSwitchedOff(node, state.nodesById));
  const isTarget = useUi((ui) => ui.dropTarget === node.id);
  const type = editor.describe(node.type, node.version);
  const ports = useMemo(() => (type ? outPortsOf(type, node.config) : []), [type, node.config]);
  useFreshPorts(node.id, ports);
  const collapsed = useEditor((state) => state.definition.layout?.collapsed?.includes(node.id) ?? false);
  const main = ports.find((port) => port.label === null);
  const branches = ports.filter((port) => port !== main);
  return (
    <div
      data-key={node.key}
      data-look={lookOf(step, problems)}
      data-selected={selected || undefined}
      data-disabled={node.disabled || undefined}
      className={cn(
        'tw-card tw-loop rounded-card border-line flex flex-col border text-left',
        collapsed ? 'bg-surface w-60' : 'bg-surface/60 size-full',
        node.disabled && 'border-dashed',
        off && 'opacity-50',
      )}
    >
      <div className="bg-surface rounded-t-card flex items-center">
        <div className="min-w-0 flex-1">
          <CardHead node={node} type={type} />
        </div>
        <FoldButton nodeId={node.id} collapsed={collapsed} />
      </div>
      {collapsed ? <Folded nodeId={node.id} /> : <Body nodeId={node.id} isTarget={isTarget} />}
      <div className="bg-surface rounded-b-card">
        <NodeState step={step} problems={problems} disabled={node.disabled ?? false} />
        {branches.length > 0 ? <PortRows ports={branches} nodeId={node.id} /> : null}
      </div>
      <Handle type="target" id="in" position={Position.Left} className="tw-port" style={headLevel} />
      {main ? (
        <Handle type="source" id={main.name} position={Position.Right} className="tw-port" style={headLevel} />
      ) : null}
    </div>
  );
});

/** Shows the body, or hides it. */
function FoldButton({ nodeId, collapsed }: { nodeId: string; collapsed: boolean }) {
  const t = useTranslations('editor.loop');
  const { editor } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  if (readOnly) return null;
  const Icon = collapsed ? ChevronRight : ChevronDown;
  return (
    <IconButton
      size="sm"
      label={t(collapsed ? 'expand' : 'collapse')}
      aria-expanded={!collapsed}
      className="nodrag mr-1.5 shrink-0"
      onClick={() => editor.dispatch({ type: 'setCollapsed', nodeIds: [nodeId], collapsed: !collapsed })}
    >
      <Icon aria-hidden />
    </IconButton>
  );
}

/** What is not shown: how many steps, and whether something is wrong with them. */
function Folded({ nodeId }: { nodeId: string }) {
  const t = useTranslations('editor.loop');
  const definition = useEditor((state) => state.definition);
  const problems = useEditor((state) => state.problemsByNode);
  const inside = useMemo(() => {
    const all = withBodies(definition, new Set([nodeId]));
    all.delete(nodeId);
    return [...all];
  }, [definition, nodeId]);
  const wrong = inside.filter((id) => problems.has(id)).length;
  return (
    <p className="text-muted border-line flex flex-wrap gap-x-2 border-t px-3 py-1.5 text-xs">
      {t('stepsInside', { count: inside.length })}
      {wrong > 0 ? <span className="text-warning">{t('problemsInside', { count: wrong })}</span> : null}
    </p>
  );
}

/** The floor of the body. A double click there, or its button while it is empty, adds a step inside. */
function Body({ nodeId, isTarget }: { nodeId: string; isTarget: boolean }) {
  const t = useTranslations('editor.loop');
  const { ui } = useSession();
  const { screenToFlowPosition } = useReactFlow();
  const readOnly = useEditor((state) => state.readOnly);
  const isEmpty = useEditor((state) => !state.definition.nodes.some((node) => node.parentId === nodeId));
  const open = (screen: { x: number; y: number }, position: { x: number; y: number } | null) =>
    ui.setState({ picker: { screen, position, parentId: nodeId } });
  const onDoubleClick = (event: MouseEvent) => {
    if (readOnly) return;
    event.stopPropagation();
    const screen = { x: event.clientX, y: event.clientY };
    const at = screenToFlowPosition(screen);
    open(screen, { x: Math.round(at.x / 20) * 20, y: Math.round(at.y / 20) * 20 });
  };
  return (
    <div
      onDoubleClick={onDoubleClick}
      data-drop-target={isTarget || undefined}
      className="tw-loop-body border-line flex min-h-0 flex-1 flex-col items-center justify-center gap-2 border-y border-dashed p-4 text-center"
    >
      {isEmpty ? <p className="text-muted max-w-56 text-xs text-balance">{t('empty')}</p> : null}
      {isEmpty && !readOnly ? (
        <button
          type="button"
          className="nodrag rounded-control border-line-strong bg-surface text-ink hover:border-accent inline-flex h-8 items-center gap-1.5 border px-2.5 text-xs font-medium"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            open({ x: box.left, y: box.bottom }, null);
          }}
        >
          <Plus aria-hidden className="size-3.5" />
          {t('addStep')}
        </button>
      ) : null}
    </div>
  );
}
