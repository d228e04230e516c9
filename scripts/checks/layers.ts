/** Checks who imports whom (.dependency-cruiser.cjs) and that no file escaped the check. Exits with 1 on a violation. */
import path from 'node:path';
import { cruise, listSources } from './cruise.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { violations, cruised } = cruise(root);
const missed = listSources(root).filter((file) => !cruised.has(file));

for (const violation of violations) console.error(violation);
for (const file of missed) console.error(`not cruised: ${file}`);
console.log(`layers: ${cruised.size} modules, ${violations.length} violations, ${missed.length} files missed`);
process.exitCode = violations.length + missed.length === 0 ? 0 : 1;
