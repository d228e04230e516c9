import { nodeKeySchema, type WorkflowNode } from '#lib/contracts/definition.ts';

/** Is this text a valid node key (a letter, then letters, digits and `_`; 64 at most)? */
export function isValidKey(key: string): boolean {
  return nodeKeySchema.safeParse(key).success;
}

/** A key made of a title: `HTTP request` becomes `httpRequest`. Titles without Latin letters give `step`. */
export function keyFromTitle(title: string): string {
  const words = title.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? [];
  const text = words
    .map((word, index) => (index === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase()))
    .join('')
    .replace(/^[0-9]+/, '');
  return text.slice(0, 40) || 'step';
}

/** The wanted key, or it with the first free number behind it: `fetch`, `fetch2`, `fetch3`. */
export function uniqueKey(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const base = wanted.replace(/[0-9]+$/, '') || 'step';
  for (let number = 2; ; number += 1) {
    const key = `${base}${number}`;
    if (!taken.has(key)) return key;
  }
}

export function keysOf(nodes: readonly WorkflowNode[]): Set<string> {
  return new Set(nodes.map((node) => node.key));
}
