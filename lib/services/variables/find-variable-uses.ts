import type { VariableUses } from '#lib/contracts/api/variables.ts';
import { findConnectionsTaking } from '#lib/db/connections.ts';
import type { Db } from '#lib/db/client.ts';
import { findWorkflowUses } from '#lib/services/workflows/find-workflow-uses.ts';

/** The workflows and connections that name a variable. `userId`: who asks. */
export async function findVariableUses(
  { db }: { db: Pick<Db, 'pool'> },
  { workspaceId, userId, name }: { workspaceId: string; userId: string; name: string },
): Promise<VariableUses> {
  const taking = await findConnectionsTaking(db.pool, { workspaceId, variable: name });
  const visible = taking.filter(({ ownerId }) => ownerId === null || ownerId === userId);
  // Texts of code count too, so this is a search, no parse. A name holds nothing that means something in a pattern.
  const naming = new RegExp(`\\bvars\\s*(?:\\?\\.)?(?:\\.?\\s*${name}\\b|\\[\\s*["']${name}["'])`);
  return {
    workflows: await findWorkflowUses({ db }, { workspaceId, text: name }, (node) => holds(node.config, naming)),
    connections: visible.map((connection) => ({ id: connection.id, name: connection.name })),
    othersConnections: taking.length - visible.length,
  };
}

function holds(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((each) => holds(each, pattern));
}
