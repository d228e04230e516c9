import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fingerprints } from '#components/i18n/testing/catalogue-english.ts';

/**
 * Says that the Korean of node types, connectors or templates was checked against their English of today:
 * `node scripts/mark-korean.ts http.request say-hello`. Without names it lists what is to be checked.
 */
const target = fileURLToPath(new URL('../messages/catalogue/translated-from.json', import.meta.url));
const marks = JSON.parse(readFileSync(target, 'utf8')) as Record<string, string>;
const current = fingerprints();
const names = new Set(process.argv.slice(2));
const marked = [...current].flatMap(([thing, mark]) => {
  const known = names.has(thing) || names.has(thing.split(' ')[1]!) ? mark : marks[thing];
  return known === undefined ? [] : [[thing, known] as const];
});
if (names.size > 0) writeFileSync(target, `${JSON.stringify(Object.fromEntries(marked), null, 2)}\n`);
const open = [...current].filter(([thing, mark]) => new Map(marked).get(thing) !== mark).map(([thing]) => thing);
console.log(open.length === 0 ? 'all Korean is marked' : `to be checked: ${open.join(', ')}`);
