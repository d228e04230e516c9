import type { Db } from '#lib/db/client.ts';
import { readRunVariables } from '#lib/db/variables.ts';
import type { ValidationPorts } from '#lib/engine/validation-ports.ts';

/** What validation knows of a workspace's variables. */
export type VariableNames = Required<Pick<ValidationPorts, 'variables' | 'secretVariables'>>;

export async function variableNames({ pool }: Pick<Db, 'pool'>, workspaceId: string): Promise<VariableNames> {
  const rows = await readRunVariables(pool, { workspaceId });
  return {
    variables: rows.filter(({ value }) => value !== null).map(({ name }) => name),
    secretVariables: rows.filter(({ value }) => value === null),
  };
}
