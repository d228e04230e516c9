import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { checkJsonSchema } from '#lib/runner/json-schema.ts';

/** What is wrong with schemas that were looked at lately: a draft is validated again and again while somebody edits. */
const lately = new LRUCache<string, { problem: string | null }>({ max: 1_000 });

/**
 * What `validate` says once it knows about every schema that it asks for. One schema compiles in a moment, a workflow may
 * hold hundreds: other people's requests are answered in between.
 */
export async function withCheckedSchemas<T>(validate: (check: (schema: JsonSchema) => string | null) => T): Promise<T> {
  const verdicts = new Map<string, { problem: string | null }>();
  for (;;) {
    const asked = new Map<string, JsonSchema>();
    const result = validate((schema) => {
      const key = createHash('sha256').update(JSON.stringify(schema)).digest('base64');
      const verdict = verdicts.get(key);
      if (verdict === undefined) asked.set(key, schema);
      return verdict?.problem ?? null;
    });
    if (asked.size === 0) return result;
    for (const [key, schema] of asked) {
      let verdict = lately.get(key);
      if (verdict === undefined) {
        verdict = { problem: checkJsonSchema(schema) };
        lately.set(key, verdict);
        await setImmediate();
      }
      verdicts.set(key, verdict);
    }
  }
}
