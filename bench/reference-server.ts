import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Usage } from './measure.ts';

export interface ReferenceServer extends AsyncDisposable {
  port: number;
  usage(): Promise<Usage>;
}

/** Starts a server of `bench/servers` in a process of its own. */
export async function startReference(file: string): Promise<ReferenceServer> {
  const child = fork(path.join(import.meta.dirname, 'servers', file), {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const answer = async <T>(): Promise<T> => ((await once(child, 'message')) as [T])[0];
  const { port } = await answer<{ port: number }>();
  return {
    port,
    usage: async () => {
      child.send('usage');
      const { cpuUs, rss } = await answer<{ cpuUs: { user: number; system: number }; rss: number }>();
      return { cpuUs: cpuUs.user + cpuUs.system, rssBytes: rss };
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
