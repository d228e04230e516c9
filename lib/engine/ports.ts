import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';

/**
 * The names of a node's ports out, in order, the `error` port last. A rule `{ each, name }` gives one port for each
 * element of that list in the config; elements without a usable name give none.
 */
export function portsOf(description: NodeTypeDescription, config: Readonly<Record<string, unknown>>): string[] {
  const names: string[] = [];
  for (const rule of description.ports.out) {
    if (!('each' in rule)) {
      names.push(rule.name);
      continue;
    }
    const list = config[rule.each];
    if (!Array.isArray(list)) continue;
    for (const element of list as unknown[]) {
      const name =
        typeof element === 'object' && element !== null ? (element as Record<string, unknown>)[rule.name] : undefined;
      if (typeof name === 'string' && name !== '' && !names.includes(name)) names.push(name);
    }
  }
  if (description.ports.error) names.push('error');
  return names;
}
