import { LRUCache } from 'lru-cache';
import type { HookAddress, LiveWebhook } from '#lib/services/webhooks/webhook-source.ts';

const MAX_HOOKS = 10_000;
/** A change is noticed within this time, also if the bus lost its news. */
const FRESH_MS = 1_000;

interface Entry {
  hook: LiveWebhook | null;
  readAt: number;
}

interface Ports {
  find(address: HookAddress): Promise<LiveWebhook | null>;
  now(): number;
  /** Whether an error says that the database does not answer now. */
  isOutage(error: unknown): boolean;
}

/** Webhooks and forms by address. A busy one costs one query a second; while the database is away what was known stays. */
export class HookDirectory {
  readonly #ports: Ports;
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_HOOKS });
  readonly #loading = new Map<string, Promise<LiveWebhook | null>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The webhook at an address: at once when it is warm. */
  find(address: HookAddress): LiveWebhook | null | Promise<LiveWebhook | null> {
    const key = `${address.kind} ${address.workspaceSlug} ${address.method} ${address.path}`;
    const entry = this.#entries.get(key);
    if (entry && this.#ports.now() - entry.readAt < FRESH_MS) return entry.hook;
    const underWay = this.#loading.get(key);
    if (underWay) return underWay;
    const loading = this.#read(key, address).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  /** A deployment has changed: its addresses, and those that were unknown, are looked up again. */
  changed(workflowId: string): void {
    for (const [key, { hook }] of this.#entries.entries()) {
      if (hook === null || hook.workflowId === workflowId) this.#entries.delete(key);
    }
  }

  async #read(key: string, address: HookAddress): Promise<LiveWebhook | null> {
    const readAt = this.#ports.now();
    try {
      const hook = await this.#ports.find(address);
      this.#entries.set(key, { hook, readAt });
      return hook;
    } catch (error) {
      const known = this.#entries.peek(key)?.hook;
      if (known && this.#ports.isOutage(error)) return known;
      throw error;
    }
  }
}
