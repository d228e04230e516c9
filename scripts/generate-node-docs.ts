import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderNodeDocs } from '#lib/catalog/render-node-docs.ts';

/**
 * Writes `docs/nodes.md` from the catalogue. With `--check` it writes nothing and fails if the file is out of date.
 */
const target = fileURLToPath(new URL('../docs/nodes.md', import.meta.url));
const wanted = renderNodeDocs();
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== wanted) {
    console.error('docs/nodes.md is out of date: run node scripts/generate-node-docs.ts');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, wanted);
  console.log('docs/nodes.md written');
}
