import type { Variable } from '#lib/contracts/api/variables.ts';
import { markSecretNames } from '#lib/expressions/evaluate/secret-names.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/** The workspace's variables as the editor knows them. */
export interface EditorVariables {
  /** Values of the plain ones, as expressions read them. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** Names of the secret ones: no expression may name them. */
  readonly secret: readonly string[];
}

export function editorVariables(list: readonly Variable[]): EditorVariables {
  const values = Object.create(null) as Record<string, JsonValue>;
  for (const { name, secret, value } of list) if (!secret && value !== undefined) values[name] = value;
  const secret = list.filter((variable) => variable.secret).map(({ name }) => name);
  markSecretNames(values, secret);
  return { values, secret };
}
