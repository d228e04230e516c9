import type { Variable } from '#lib/contracts/api/variables.ts';
import { decodeJson } from '#lib/db/bytes.ts';
import type { VariableRow } from '#lib/db/variables.ts';

/** A variable as clients see it: without the value if it is secret. */
export function presentVariable(row: VariableRow): Variable {
  return {
    id: row.id,
    name: row.name,
    secret: row.secret,
    ...(row.secret ? {} : { value: decodeJson(row.value) }),
    hosts: row.hosts,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
