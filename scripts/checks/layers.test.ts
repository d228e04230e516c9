import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cruise, CRUISED, listSources, type Cruise } from './cruise.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** File -> content, and the rule that must find it there. */
const planted: { file: string; content: string; rule: string; kind: string }[] = [
  {
    kind: 'a direct import of another layer',
    file: 'lib/engine/planted.ts',
    content: `import { loadConfig } from '#lib/config/config.ts';\nexport const x = loadConfig;\n`,
    rule: 'layer:engine',
  },
  {
    kind: 'a type-only import',
    file: 'lib/contracts/planted.ts',
    content: `import type { Config } from '#lib/config/config.ts';\nexport type X = Config;\n`,
    rule: 'layer:contracts',
  },
  {
    kind: 'a server layer over two hops',
    file: 'components/ui/planted.ts',
    content: `import { x } from '#lib/shared/planted-hop.ts';\nexport const y = x;\n`,
    rule: 'browser:no-server',
  },
  {
    kind: 'the second of the two hops',
    file: 'lib/shared/planted-hop.ts',
    content: `import { loadConfig } from '#lib/config/config.ts';\nexport const x = loadConfig;\n`,
    rule: 'layer:shared',
  },
  {
    kind: 'a built-in in the pure core',
    file: 'lib/kit/planted.ts',
    content: `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`,
    rule: 'pure:no-builtins',
  },
  {
    kind: 'a package outside the list',
    file: 'lib/engine/planted-package.ts',
    content: `import pg from 'pg';\nexport const x = pg;\n`,
    rule: 'packages:engine',
  },
  {
    kind: 'one node type importing another',
    file: 'lib/nodes/planted.one/definition.ts',
    content: `import { x } from '../planted.two/definition.ts';\nexport const y = x;\n`,
    rule: 'siblings:nodes',
  },
  {
    kind: 'a driver in app',
    file: 'app/planted.ts',
    content: `import { x } from '#lib/db/planted.ts';\nexport const y = x;\n`,
    rule: 'app:layers',
  },
  {
    kind: 'the MCP SDK outside lib/mcp',
    file: 'lib/services/planted.ts',
    content: `import type { Server } from '@modelcontextprotocol/server';\nexport type X = Server;\n`,
    rule: 'mcp-sdk:only-mcp',
  },
  {
    kind: 'a circle',
    file: 'lib/shared/planted-circle-a.ts',
    content: `import { a } from './planted-circle-b.ts';\nexport const b = (): unknown => a;\n`,
    rule: 'no-circular',
  },
  {
    kind: 'an import of nothing',
    file: 'workers/planted.ts',
    content: `import { x } from './is-not-there.ts';\nexport const y = x;\n`,
    rule: 'no-unresolvable',
  },
];

const helpers: Record<string, string> = {
  'lib/nodes/planted.two/definition.ts': 'export const x = 1;\n',
  'lib/db/planted.ts': 'export const x = 1;\n',
  'lib/shared/planted-circle-b.ts': `import { b } from './planted-circle-a.ts';\nexport const a = (): unknown => b;\n`,
};

describe('the layer check', () => {
  let copy: string;
  let result: Cruise;

  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'toolwright-layers-'));
    for (const name of [...CRUISED, 'package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    for (const [file, content] of [...planted.map((each) => [each.file, each.content]), ...Object.entries(helpers)]) {
      mkdirSync(path.dirname(path.join(copy, file!)), { recursive: true });
      writeFileSync(path.join(copy, file!), content!);
    }
    result = cruise(copy);
  }, 60_000);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(planted)('finds $kind', ({ file, rule }) => {
    expect(result.violations.filter((violation) => violation.startsWith(`${rule}: ${file} -> `))).not.toEqual([]);
  });

  it('looked at every file: with the wrong compiler it sees none and calls that success', () => {
    const missed = listSources(copy).filter((file) => !result.cruised.has(file));
    expect(missed).toEqual([]);
    expect(result.cruised.size).toBeGreaterThanOrEqual(listSources(copy).length);
  });
});
