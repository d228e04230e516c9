import type { Variable } from '#lib/contracts/api/variables.ts';
import { markSecretNames } from '#lib/expressions/evaluate/secret-names.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/** The workspace's variables as the editor knows them. */
export interface EditorVariables {
  /** Values of the plain ones, as expressions read them. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** The secret ones: headers may carry them, no other expression may name them. */
  readonly secrets: readonly { name: string; hosts: readonly string[] }[];
}

export function editorVariables(list: readonly Variable[]): EditorVariables {
  const values = Object.create(null) as Record<string, JsonValue>;
  for (const { name, secret, value } of list) if (!secret && value !== undefined) values[name] = value;
  const secrets = list.filter(({ secret }) => secret).map(({ name, hosts }) => ({ name, hosts }));
  markSecretNames(
    values,
    secrets.map(({ name }) => name),
  );
  return { values, secrets };
}
