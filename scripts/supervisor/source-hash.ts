import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Everything that `next build` reads; packages are represented by the lock file. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'messages',
  'public',
  'prisma/schema',
  'package-lock.json',
  'package.json',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
];

/** Made from other sources, or never part of a build. */
const IGNORED = /^lib\/db\/generated(\/|$)|^lib\/testing(\/|$)|\.(int\.)?test\.tsx?$|\/README\.md$/;

/** A hash of names and contents: equal exactly when a build would give the same result. */
export function hashSources(root: string): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => listFiles(root, source))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function listFiles(root: string, source: string): string[] {
  const full = path.join(root, source);
  if (!existsSync(full) || IGNORED.test(source)) return [];
  if (statSync(full).isFile()) return [source];
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(root, `${source}/${name}`));
}
