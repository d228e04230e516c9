import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../lib/config/config-error.ts';

const secretsSchema = z.strictObject({
  v: z.literal(1),
  instanceId: z.string().min(1),
  authSecret: z.string().min(32),
  internalSecret: z.string().min(32),
  /** Of the embedded Postgres' superuser; only the supervisor uses it. */
  superuserPassword: z.string().min(32),
  /** Of the embedded Postgres' role `toolwright`. */
  databasePassword: z.string().min(32),
});

export type Secrets = z.infer<typeof secretsSchema>;

/**
 * The secrets of a data folder, made at its first start. The file can be read by its owner alone (0600), and is made
 * so again if somebody opened it.
 *
 * @throws {ConfigError} when the file is damaged: making new ones would lock everybody out of their data.
 */
export function loadSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json');
  if (!existsSync(file)) writeSecrets(file, makeSecrets());
  chmodSync(file, 0o600);
  const parsed = secretsSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    'DATA_DIR',
    `holds a damaged ${file}; put the original back, or start with another data folder`,
  );
}

function makeSecrets(): Secrets {
  const secret = () => randomBytes(32).toString('base64url');
  return {
    v: 1,
    instanceId: randomBytes(4).toString('hex'),
    authSecret: secret(),
    internalSecret: secret(),
    superuserPassword: secret(),
    databasePassword: secret(),
  };
}

/** Written beside and renamed, so that a crash leaves either no file or a whole one. */
function writeSecrets(file: string, secrets: Secrets): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
