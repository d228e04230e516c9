import { LRUCache } from 'lru-cache';
import type { Bus } from '#lib/bus/bus.ts';
import { decodeJson } from '#lib/db/bytes.ts';
import type { Db } from '#lib/db/client.ts';
import { readRunVariables } from '#lib/db/variables.ts';
import { markSecretNames } from '#lib/expressions/evaluate/secret-names.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { JsonValue } from '#lib/shared/json.ts';

type Variables = Readonly<Record<string, JsonValue>>;

const WORKSPACES = 1_000;
/** A backstop for a change that the bus did not tell of. */
const MAX_AGE_MS = 30_000;

/** Variables as runs see them: a warm call reads no database, and a change reaches the next run. */
export class RunVariables {
  readonly #db: Pick<Db, 'pool'>;
  readonly #known: LRUCache<string, Variables>;
  /** Reads under way. One that a change overtook is answered, but not kept. */
  readonly #reading = new Map<string, Promise<Variables>>();

  constructor(ports: { db: Pick<Db, 'pool'>; bus: Bus; clock: Clock }) {
    this.#db = ports.db;
    const perf = { now: () => ports.clock.now() };
    this.#known = new LRUCache({ max: WORKSPACES, ttl: MAX_AGE_MS, ttlResolution: 0, perf });
    ports.bus.subscribe('variables.changed', ({ workspaceId }) => this.forget(workspaceId));
    ports.bus.onGap(() => {
      this.#known.clear();
      this.#reading.clear();
    });
  }

  /** Values of the plain variables; an expression that names a secret one is told so. */
  of(workspaceId: string): Variables | Promise<Variables> {
    return this.#known.get(workspaceId) ?? this.#reading.get(workspaceId) ?? this.#read(workspaceId);
  }

  forget(workspaceId: string): void {
    this.#known.delete(workspaceId);
    this.#reading.delete(workspaceId);
  }

  #read(workspaceId: string): Promise<Variables> {
    const reading = readVariables(this.#db, workspaceId);
    this.#reading.set(workspaceId, reading);
    reading.then(
      (variables) => {
        if (this.#end(workspaceId, reading)) this.#known.set(workspaceId, variables);
      },
      () => this.#end(workspaceId, reading),
    );
    return reading;
  }

  /** Ends a read. False if a change overtook it. */
  #end(workspaceId: string, reading: Promise<Variables>): boolean {
    return this.#reading.get(workspaceId) === reading && this.#reading.delete(workspaceId);
  }
}

async function readVariables({ pool }: Pick<Db, 'pool'>, workspaceId: string): Promise<Variables> {
  const variables = Object.create(null) as Record<string, JsonValue>;
  const secret: string[] = [];
  for (const { name, value } of await readRunVariables(pool, { workspaceId })) {
    if (value === null) secret.push(name);
    else variables[name] = decodeJson(value);
  }
  markSecretNames(variables, secret);
  return Object.freeze(variables);
}
