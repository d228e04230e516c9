import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { z } from 'zod';

const SUITE = path.join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance/dist/index.js');
const SUITE_MS = 120_000;

const manifestSchema = z.object({
  authorization: z.object({ pass: z.array(z.string()), fail: z.record(z.string(), z.string()) }),
});

/** What of the conformance suite's scenarios for authorization servers passes, and why the others do not. */
export function authorizationManifest(): z.infer<typeof manifestSchema>['authorization'] {
  const file = path.join(import.meta.dirname, 'conformance-manifest.json');
  return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).authorization;
}

/** Names of the scenarios that the suite has for authorization servers: its own list. */
export async function authorizationScenarios(): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [SUITE, 'list'], { timeout: SUITE_MS });
  const [, block] = stdout.split('Authorization server scenarios');
  if (block === undefined) throw new Error('The suite lists no scenarios for authorization servers');
  return [...block.matchAll(/^ {2}- (\S+)/gm)].map(([, name]) => name!);
}

interface Target {
  issuer: string;
  clientId: string;
  resource: string;
  /** Where the suite waits for the person to come back. */
  port: number;
}

/** Runs the suite; `visit` opens an address as the person's browser would. What each scenario came to. */
export async function runAuthorization(
  { issuer, clientId, resource, port }: Target,
  visit: (authorizationUrl: string) => Promise<void>,
): Promise<{ pass: string[]; fail: string[] }> {
  const options = ['--url', issuer, '--client-id', clientId, '--resource', resource, '--port', String(port)];
  const child = spawn(process.execPath, [SUITE, 'authorization', ...options], { timeout: SUITE_MS });
  const lines: string[] = [];
  let visiting: Promise<void> = Promise.resolve();
  child.stderr.on('data', (text: Buffer) => lines.push(text.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith(`${issuer}/authorize?`)) visiting = visit(line.trim());
  }
  await visiting;
  return readResults(lines.join('\n'));
}

function readResults(output: string): { pass: string[]; fail: string[] } {
  const [, summary] = output.split('=== SUMMARY ===');
  if (summary === undefined) throw new Error(`The suite did not come to an end:\n${output.slice(-3_000)}`);
  const results = [...summary.matchAll(/^([✓✗]) ([\w-]+): (\d+) passed, (\d+) failed/gmu)];
  const named = (mark: string): string[] => results.flatMap(([, own, name]) => (own === mark ? [name!] : []));
  return { pass: named('✓'), fail: named('✗') };
}
