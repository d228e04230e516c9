import { LRUCache } from 'lru-cache';
import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import type { McpEndpoint } from '#lib/mcp/mcp-endpoint.ts';
import { gatheredVersion } from '#lib/mcp/gathered-version.ts';
import type { ServedVersion } from '#lib/mcp/served-version.ts';
import type { LiveServerRecord, ServerSource } from '#lib/services/serving/server-source.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import type { LoadedVersion, VersionCache } from './version-cache.ts';

const MAX_SERVERS = 5_000;
/** How long an address without a server is remembered as such. */
const ABSENT_MS = 1_000;

/** A server in this process. `live` is swapped as a whole; whoever holds one keeps it to the end of its call. */
export interface LiveServer {
  readonly record: LiveServerRecord;
  /** Null while stopped. */
  readonly live: { served: ServedVersion } | null;
  readonly endpoint: McpEndpoint;
}

interface Entry {
  server: LiveServer | null;
  readAt: number;
}

interface Ports {
  source: ServerSource;
  versions: VersionCache;
  createEndpoint(): McpEndpoint;
  serve(record: LiveServerRecord, loaded: LoadedVersion): ServedVersion;
  now(): number;
  onError(error: unknown): void;
}

/**
 * Servers by address, in memory. A reload replaces an entry only when the new version is compiled and ready, so that no
 * call finds a gap; while the database is away the old version stays.
 */
export class ServerDirectory {
  readonly #ports: Ports;
  readonly #entries = new LRUCache<string, Entry>({
    max: MAX_SERVERS,
    dispose: (entry, _address, reason) => {
      if (reason !== 'set') void entry.server?.endpoint.close();
    },
  });
  /** Addresses that strangers asked for and that hold nothing for them: they push out no server. */
  readonly #closed = new LRUCache<string, { access: ServerAccess | null; readAt: number }>({ max: MAX_SERVERS });
  readonly #loading = new Map<string, Promise<LiveServer | null>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The server at an address: at once when it is warm. */
  find(workspaceSlug: string, workflowSlug: string): LiveServer | null | Promise<LiveServer | null> {
    const address = `${workspaceSlug}/${workflowSlug}`;
    const entry = this.#entries.get(address);
    if (entry?.server || (entry && this.#ports.now() - entry.readAt < ABSENT_MS)) return entry.server;
    return this.#load(address, workspaceSlug, workflowSlug);
  }

  /**
   * Who may use the server at an address, for somebody whose credentials are unknown; null: there is none. At once when it is warm. What
   * is asked for here is not kept as a server, so strangers cannot push out those that are in use.
   */
  accessOf(workspaceSlug: string, workflowSlug: string): ServerAccess | null | Promise<ServerAccess | null> {
    const address = `${workspaceSlug}/${workflowSlug}`;
    const server = this.#entries.get(address)?.server;
    if (server) return server.record.access;
    const closed = this.#closed.get(address);
    if (closed && this.#ports.now() - closed.readAt < ABSENT_MS) return closed.access;
    return this.#readAccess(address, workspaceSlug, workflowSlug);
  }

  async #readAccess(address: string, workspaceSlug: string, workflowSlug: string): Promise<ServerAccess | null> {
    const readAt = this.#ports.now();
    const access = (await this.#ports.source.findServer(workspaceSlug, workflowSlug))?.access ?? null;
    this.#closed.set(address, { access, readAt });
    return access;
  }

  /** The server of a workflow or collection has changed: read again what is made of it here. */
  async changed(id: string, generation: number): Promise<void> {
    this.#closed.clear();
    for (const [address, entry] of this.#entries.entries()) {
      if (entry.server === null) this.#entries.delete(address);
      else if ((entry.server.record.watched.get(id) ?? Infinity) < generation) await this.#reload(address);
    }
  }

  /** Compares the generations of everything loaded with the database: the safety net under the bus. */
  async poll(): Promise<void> {
    const known = [...this.#entries.entries()].flatMap(([address, { server }]) =>
      server ? [{ address, server }] : [],
    );
    if (known.length === 0) return;
    const ids = new Set(known.flatMap(({ server }) => [...server.record.watched.keys()]));
    const current = await this.#ports.source.generations([...ids]);
    for (const { address, server } of known) {
      const isOther = [...server.record.watched].some(([id, generation]) => (current.get(id) ?? 0) !== generation);
      if (isOther) await this.#reload(address);
    }
  }

  /** Resources of a server have changed: tells those who follow them here. */
  resourcesUpdated(workspaceId: string, workflowId: string, uris: readonly string[]): void {
    for (const { server } of this.#entries.values()) {
      if (server?.record.workflowId !== workflowId || server.record.workspaceId !== workspaceId) continue;
      server.endpoint.resourcesUpdated(uris);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => entry.server?.endpoint.close()));
  }

  async #reload(address: string): Promise<void> {
    const [workspaceSlug = '', workflowSlug = ''] = address.split('/');
    await this.#loading.get(address)?.catch(() => null);
    await this.#load(address, workspaceSlug, workflowSlug).catch(this.#ports.onError);
  }

  #load(address: string, workspaceSlug: string, workflowSlug: string): Promise<LiveServer | null> {
    const underWay = this.#loading.get(address);
    if (underWay) return underWay;
    const loading = this.#read(address, workspaceSlug, workflowSlug).finally(() => this.#loading.delete(address));
    this.#loading.set(address, loading);
    return loading;
  }

  async #read(address: string, workspaceSlug: string, workflowSlug: string): Promise<LiveServer | null> {
    const { source, now } = this.#ports;
    const readAt = now();
    const record = await source.findServer(workspaceSlug, workflowSlug);
    const before = this.#entries.peek(address)?.server ?? null;
    if (!record) {
      this.#entries.set(address, { server: null, readAt });
      await before?.endpoint.close();
      return null;
    }
    const served = await this.#served(record);
    const kept = served ? before?.endpoint : undefined;
    const server: LiveServer = {
      record,
      live: served && { served },
      endpoint: kept ?? this.#ports.createEndpoint(),
    };
    this.#entries.set(address, { server, readAt });
    if (!kept) await before?.endpoint.close();
    else if (before?.live && server.live) kept.versionChanged(before.live.served, server.live.served);
    return server;
  }

  /** What a server shows; null while it is stopped. A collection is never stopped, it only has no tools. */
  async #served(record: LiveServerRecord): Promise<ServedVersion | null> {
    const { versions, serve } = this.#ports;
    if (record.members === null) {
      return record.active && serve(record, await versions.get(record.workspaceId, record.active.versionId));
    }
    const members = await Promise.all(
      record.members.map(async ({ record: member, names }) => {
        const served = await this.#servedMember(member);
        return served ? [{ served, names }] : [];
      }),
    );
    return gatheredVersion({ ...record, slug: record.workflowSlug }, members.flat());
  }

  /** A member that this release cannot compile takes no other's tools along. */
  async #servedMember(member: LiveServerRecord): Promise<ServedVersion | null> {
    try {
      return await this.#served(member);
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.#ports.onError(error);
      return null;
    }
  }
}
