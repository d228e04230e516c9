import type { Principal } from '#lib/contracts/principal.ts';
import {
  anonymousDefaults,
  publicServerDefaults,
  type CallLimits,
  type ServerAccess,
  type ServerSettings,
} from '#lib/contracts/server-settings.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { CallRate } from '#lib/server/rate-limit-wiring.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';

const RETRY_AFTER_MS = 1_000;

/** A server whose calls are counted. */
export interface LimitedServer {
  id: string;
  workspaceId: string;
  access: ServerAccess;
  settings: Pick<ServerSettings, 'limits' | 'publicLimits'>;
}

interface Ports {
  /** Counts one call of `key`, or refuses it; all processes count together. */
  ofCalls(rate: CallRate, key: string): Promise<AppError | null>;
}

/** Holds calls to the limits of their server and of their key, and those of nobody to their spending. One for a process. */
export class CallGate {
  readonly #ports: Ports;
  /** Calls under way, by server or key; only of those that have a limit. */
  readonly #underWay = new Map<string, number>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** How many bytes a request's body may have. */
  bodyBytes(server: LimitedServer, { apiKey }: Principal): number {
    return least(serverLimits(server).bodyBytes, apiKey?.limits?.bodyBytes) ?? limits.inputBytes;
  }

  /** How many bytes an answer's content may have; undefined: as many as a run may make. */
  resultBytes(server: LimitedServer, { apiKey }: Principal): number | undefined {
    return least(serverLimits(server).resultBytes, apiKey?.limits?.resultBytes);
  }

  /** Counts a call, or says why it is refused. Null at once where nothing is limited. */
  refusal(server: LimitedServer, principal: Principal): Promise<AppError | null> | null {
    const ofServer = serverLimits(server).callsPerMinute;
    const ofKey = principal.apiKey?.limits?.callsPerMinute;
    if (principal.kind !== 'anonymous' && ofServer === undefined && ofKey === undefined) return null;
    return this.#count(server, principal, ofServer, ofKey);
  }

  async #count(
    server: LimitedServer,
    principal: Principal,
    ofServer: number | undefined,
    ofKey: number | undefined,
  ): Promise<AppError | null> {
    const rates: [CallRate, string][] = [];
    if (principal.kind === 'anonymous') rates.push(...anonymousRates(server, principal));
    if (ofKey !== undefined && principal.apiKey) {
      rates.push([{ name: 'key', points: ofKey, every: 'minute' }, principal.apiKey.id]);
    }
    if (ofServer !== undefined) rates.push([{ name: 'server', points: ofServer, every: 'minute' }, server.id]);
    for (const [rate, key] of rates) {
      const refused = await this.#ports.ofCalls(rate, key);
      if (refused) return refused;
    }
    return null;
  }

  /** Begins a call: what to do at its end, or why it may not begin. Null where nothing is limited. */
  enter(server: LimitedServer, principal: Principal): (() => void) | AppError | null {
    const ofServer = serverLimits(server).concurrentCalls;
    const ofKey = principal.apiKey?.limits?.concurrentCalls;
    if (ofServer === undefined && ofKey === undefined) return null;
    const places: [string, number][] = [];
    if (ofKey !== undefined && principal.apiKey) places.push([`key:${principal.apiKey.id}`, ofKey]);
    if (ofServer !== undefined) places.push([`server:${server.id}`, ofServer]);
    const full = places.find(([place, most]) => (this.#underWay.get(place) ?? 0) >= most);
    if (full) {
      return new AppError('rate_limited', say('too_many_at_once', { limit: full[1] }), {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    places.forEach(([place]) => this.#add(place, 1));
    return () => places.forEach(([place]) => this.#add(place, -1));
  }

  #add(place: string, by: 1 | -1): void {
    const now = (this.#underWay.get(place) ?? 0) + by;
    if (now === 0) this.#underWay.delete(place);
    else this.#underWay.set(place, now);
  }
}

const none: CallLimits = {};

function serverLimits({ access, settings }: LimitedServer): CallLimits {
  if (access === 'public')
    return settings.limits ? { ...publicServerDefaults, ...settings.limits } : publicServerDefaults;
  return settings.limits ?? none;
}

function anonymousRates({ id, workspaceId, settings }: LimitedServer, { userId }: Principal): [CallRate, string][] {
  const { callsPerMinute, callsPerDay, workspaceCallsPerDay } = { ...anonymousDefaults, ...settings.publicLimits };
  const address = `${id}/${userId}`;
  return [
    [{ name: 'public-address', points: callsPerMinute, every: 'minute' }, address],
    [{ name: 'public-address', points: callsPerDay, every: 'day' }, address],
    [{ name: 'public-workspace', points: workspaceCallsPerDay, every: 'day' }, workspaceId],
  ];
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
