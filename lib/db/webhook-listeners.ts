import type { HookKind } from '#lib/contracts/hook-kind.ts';
import type { Tx } from './client.ts';

export interface ListenerRow {
  id: string;
  nodeId: string;
  kind: string;
  path: string;
  method: string;
  expiresAt: Date;
  receivedAt: Date | null;
  received: Uint8Array | null;
}

interface Key {
  workspaceId: string;
  workflowId: string;
}

const shown = {
  id: true,
  nodeId: true,
  kind: true,
  path: true,
  method: true,
  expiresAt: true,
  receivedAt: true,
  received: true,
} as const;

/** Listens anew: an earlier listener of the same node is gone. */
export async function replaceListener(
  tx: Tx,
  listener: Key & {
    id: string;
    nodeId: string;
    createdById: string;
    kind: HookKind;
    path: string;
    method: string;
    config: Uint8Array<ArrayBuffer>;
    expiresAt: Date;
  },
): Promise<ListenerRow> {
  const { workspaceId, workflowId, nodeId } = listener;
  await tx.webhookListener.deleteMany({ where: { workspaceId, workflowId, nodeId } });
  return tx.webhookListener.create({ data: listener, select: shown });
}

export async function findListener(tx: Tx, key: Key & { id: string }): Promise<ListenerRow | null> {
  return tx.webhookListener.findFirst({ where: key, select: shown });
}

export async function deleteListener(tx: Tx, key: Key & { id: string }): Promise<boolean> {
  const { count } = await tx.webhookListener.deleteMany({ where: key });
  return count === 1;
}
