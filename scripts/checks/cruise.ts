import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The folders whose imports are checked. */
export const CRUISED = ['app', 'components', 'lib', 'workers', 'scripts'];

const CONFIG = '.dependency-cruiser.cjs';
const SOURCE = /\.(ts|tsx)$/;

const resultSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string(), to: z.string() })),
  }),
  modules: z.array(z.object({ source: z.string() })),
});

export interface Cruise {
  /** `rule: from -> to`, sorted. */
  violations: string[];
  /** Our own files that were looked at. */
  cruised: Set<string>;
}

/** Runs dependency-cruiser on a checkout (or a copy of one). @throws with its own words when it cannot. */
export function cruise(root: string): Cruise {
  const cli = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cli, ...CRUISED, '--config', CONFIG, '--output-type', 'json'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 200_000_000 });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${stdout}${stderr}`);
  const { summary, modules } = resultSchema.parse(JSON.parse(stdout));
  return {
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort(),
    cruised: new Set(modules.map((module) => module.source)),
  };
}

/** Every source file below the checked folders, as dependency-cruiser names them. */
export function listSources(root: string): string[] {
  return CRUISED.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => SOURCE.test(name))
      .map((name) => `${folder}/${name}`),
  );
}
