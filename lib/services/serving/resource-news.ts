import type { Bus } from '#lib/bus/bus.ts';
import type { ResourceNews } from '#lib/runner/ports.ts';

/** Between two messages of one server. */
const PAUSE_MS = 200;
/** Addresses in one message. */
const MOST = 50;
/** Addresses of one server that wait to be told; further ones push the oldest out. */
const MOST_WAITING = 1_000;

interface Waiting {
  workspaceId: string;
  uris: Set<string>;
}

/**
 * Tells every runtime which resources of a server have changed. The first news goes out at once, further ones together: a run a
 * millisecond makes no message a millisecond.
 */
export function createResourceNews({ bus }: { bus: Pick<Bus, 'publish'> }): ResourceNews {
  const waiting = new Map<string, Waiting>();
  const tell = async (workflowId: string): Promise<void> => {
    const news = waiting.get(workflowId);
    if (!news) return;
    const uris = [...news.uris].slice(0, MOST);
    if (uris.length === 0) {
      waiting.delete(workflowId);
      return;
    }
    for (const uri of uris) news.uris.delete(uri);
    setTimeout(() => void tell(workflowId).catch(() => {}), PAUSE_MS).unref();
    await bus.publish('resource.updated', { workspaceId: news.workspaceId, workflowId, uris });
  };
  return {
    updated: async ({ workspaceId, workflowId, uri }) => {
      const news = waiting.get(workflowId);
      if (news) {
        news.uris.delete(uri);
        news.uris.add(uri);
        const [oldest] = news.uris;
        if (news.uris.size > MOST_WAITING && oldest !== undefined) news.uris.delete(oldest);
        return;
      }
      waiting.set(workflowId, { workspaceId, uris: new Set([uri]) });
      await tell(workflowId);
    },
  };
}
