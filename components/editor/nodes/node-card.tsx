'use client';
import { Handle, Position, useUpdateNodeInternals, type NodeProps } from '@xyflow/react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { nodeSummary } from '#lib/editor/node-summary.ts';
import { isSwitchedOff } from '#lib/editor/containers.ts';
import { outPortsOf, type OutPort } from '#lib/editor/ports.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { usePortLabel } from '../session/use-port-label.ts';
import { NodeIcon } from './node-icon.tsx';
import { NodeState, lookOf } from './node-state.tsx';

/** React Flow's node: passes on only what a card depends on, so that moving one draws no other. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps) {
  const node = useEditor((state) => state.nodesById.get(id));
  return node ? <Card node={node} selected={selected ?? false} /> : null;
});

/** Ports in, and the plain port out, lie at the height of the head: a row of cards has straight wires. */
export const headLevel = { top: 27 };

const Card = memo(function Card({ node, selected }: { node: WorkflowNode; selected: boolean }) {
  const { editor } = useSession();
  const problems = useEditor((state) => state.problemsByNode.get(node.id));
  const step = useEditor((state) => state.run?.steps.get(node.id));
  const type = editor.describe(node.type, node.version);
  const ports = useMemo(() => (type ? outPortsOf(type, node.config) : []), [type, node.config]);
  useFreshPorts(node.id, ports);
  const main = ports.find((port) => port.label === null);
  const branches = ports.filter((port) => port !== main);
  const off = useEditor((state) => isSwitchedOff(node, state.nodesById));
  const look = lookOf(step, problems);
  return (
    <div
      data-key={node.key}
      data-look={look}
      data-selected={selected || undefined}
      data-disabled={node.disabled || undefined}
      className={cn(
        'tw-card rounded-card border-line bg-surface w-60 border text-left shadow-[0_1px_2px_rgb(15_20_35/0.05)]',
        node.disabled && 'border-dashed',
        off && 'opacity-50',
      )}
    >
      <CardHead node={node} type={type} />
      <NodeState step={step} problems={problems} disabled={node.disabled ?? false} />
      {branches.length > 0 ? <PortRows ports={branches} nodeId={node.id} /> : null}
      {type?.ports.in === false ? null : (
        <Handle type="target" id="in" position={Position.Left} className="tw-port" style={headLevel} />
      )}
      {main ? (
        <Handle type="source" id={main.name} position={Position.Right} className="tw-port" style={headLevel} />
      ) : null}
    </div>
  );
});

/** Name, and the settings at a glance; as long as there are none, what the type is for. */
export function CardHead({ node, type }: { node: WorkflowNode; type: NodeTypeDescription | undefined }) {
  const summary = useMemo(() => nodeSummary(type, node.config), [type, node.config]);
  return (
    <div className="flex items-center gap-2.5 px-3 py-2.5">
      <NodeIcon type={type} />
      <div className="min-w-0 flex-1">
        <div className="text-ink truncate text-sm leading-4.5 font-medium">{node.name || node.key}</div>
        <div className="text-muted mt-0.5 truncate text-xs">{summary || (type?.description ?? node.type)}</div>
      </div>
    </div>
  );
}

/** Branches: one row each with its label, the error port last. */
export function PortRows({ ports, nodeId }: { ports: readonly OutPort[]; nodeId: string }) {
  const label = usePortLabel();
  return (
    <ul className="border-line border-t py-1">
      {ports.map((port) => (
        <li key={`${nodeId}:${port.name}`} className="relative flex h-6 items-center justify-end pr-3.5 pl-3 text-xs">
          <span className={cn('truncate', port.kind === 'error' ? 'text-error' : 'text-muted')}>
            {label(port) ?? port.name}
          </span>
          <Handle type="source" id={port.name} position={Position.Right} className="tw-port" data-kind={port.kind} />
        </li>
      ))}
    </ul>
  );
}

/**
 * React Flow measures ports once; when their number or names change it has to look again. Not at first: that would make
 * it fit the canvas to the one card that was measured early.
 */
export function useFreshPorts(nodeId: string, ports: readonly OutPort[]): void {
  const update = useUpdateNodeInternals();
  const names = ports.map((port) => port.name).join('\n');
  const measured = useRef(names);
  useEffect(() => {
    if (measured.current === names) return;
    measured.current = names;
    update(nodeId);
  }, [update, nodeId, names]);
}
