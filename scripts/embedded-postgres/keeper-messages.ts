/** What `start.ts` tells the keeper. Passwords travel over the IPC channel, never in arguments or environment. */
export interface KeeperRequest {
  /** Absolute path. */
  dataDir: string;
  /** Of the data folder's secrets: names the cluster where it cannot lie inside the data folder. */
  instanceId: string;
  port: number;
  superuserPassword: string;
  /** Of the application's role. */
  rolePassword: string;
}

export type KeeperReport =
  { kind: 'ready'; pid: number; cluster: string; created: boolean } | { kind: 'failed'; message: string };
