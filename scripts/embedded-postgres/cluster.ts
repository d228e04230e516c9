import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { postgresEnvironment } from './environment.ts';
import { makePrivateFolder } from './locations.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

interface ClusterRequest {
  binaries: string;
  cluster: string;
  user: UnprivilegedUser | null;
  /** Of the role `postgres`, the superuser that only the supervisor uses. */
  superuserPassword: string;
}

/**
 * Makes the cluster unless it is there. An interrupted initdb leaves only a folder `....unfinished`, never half a cluster.
 *
 * @returns whether it was made now.
 * @throws with initdb's own words when it fails.
 */
export function ensureCluster({ binaries, cluster, user, superuserPassword }: ClusterRequest): boolean {
  if (existsSync(path.join(cluster, 'PG_VERSION'))) return false;
  const unfinished = `${cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  makePrivateFolder(unfinished, user);
  const passwordFile = path.join(unfinished, 'password');
  const folder = path.join(unfinished, 'cluster');
  writeFileSync(passwordFile, `${superuserPassword}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  makePrivateFolder(folder, user);
  const result = spawnSync(
    path.join(binaries, 'bin/initdb'),
    [
      '-D',
      folder,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ],
    { ...user, cwd: '/', encoding: 'utf8', env: postgresEnvironment },
  );
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? ''}${result.stderr}`);
  renameSync(folder, cluster);
  rmSync(unfinished, { recursive: true, force: true });
  return true;
}
