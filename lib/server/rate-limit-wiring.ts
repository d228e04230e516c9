import { createRateLimit, type RateLimit } from '#lib/auth/rate-limits.ts';
import { say, type Said } from '#lib/shared/say.ts';
import { LRUCache } from 'lru-cache';
import type { Config } from '#lib/config/config.ts';
import type { RequestLimits } from '#lib/http/ports.ts';
import type { Logger } from '#lib/observability/logger.ts';
import type { AppError } from '#lib/shared/app-error.ts';
import { openCounterStore } from './counter-store.ts';

/** One person or key counts once; whoever shares an address (an office, a proxy) or a workspace gets this much more. */
const SHARED_FACTOR = 2;

/** A person fills in one; an office behind one address a few more. */
const FORMS_PER_MINUTE = 20;

/** A person connects a few apps, an office behind one address some more. */
const REGISTRATIONS_PER_HOUR = 60;
const DOCUMENTS_PER_MINUTE = 30;
/** Each asks twice: at first, and after the person's answer. */
const AUTHORIZATIONS_PER_MINUTE = 240;

const shared = (perSecond: number | null): number | null => perSecond && perSecond * SHARED_FACTOR;

type LimitConfig = Pick<Config, 'databaseUrl' | 'redisUrl' | 'rates'>;

interface Closable {
  close(): Promise<void>;
}

/** Limits of REST calls, counted by all web processes together. */
export function wireRestLimits(config: LimitConfig, logger: Logger): RequestLimits & Closable {
  const { restPerSecond } = config.rates;
  const { limit, close } = countTogether(config, logger);
  const addresses = limit('rest-address', shared(restPerSecond));
  const askers = limit('rest-asker', restPerSecond);
  return { ofAddress: (address) => addresses.refusal(address), ofAsker: (id) => askers.refusal(id), close };
}

/** Who calls an MCP server or a webhook. */
export interface McpAsker {
  /** Of the key, of the person, or of the webhook. */
  id: string;
  workspaceId: string;
}

/** Limits of MCP requests and webhooks, counted by all runtime processes together. */
export interface McpLimits {
  /** Of an address, before its key is looked at. */
  ofAddress(address: string): Promise<AppError | null>;
  refusal(asker: McpAsker): Promise<AppError | null>;
  /** Of filled-in forms: by the address that sends and the form. */
  ofForms(key: string): Promise<AppError | null>;
  /** Of clients that register themselves with the authorization server, by address. */
  ofRegistrations(address: string): Promise<AppError | null>;
  /** Of questions whether an app may use a server, by address. */
  ofAuthorizations(address: string): Promise<AppError | null>;
  /** Of documents that clients have the authorization server fetch, by address. */
  ofDocuments(address: string): Promise<AppError | null>;
  /** Of calls, where somebody has set a limit: counts one of `key`. */
  ofCalls(limit: CallRate, key: string): Promise<AppError | null>;
}

/** How many calls pass in a minute or a day. Limits of one `name` count the same, whatever their `points`. */
export interface CallRate {
  name: 'server' | 'key' | 'public-address' | 'public-workspace';
  points: number;
  every: 'minute' | 'day';
}

const WINDOWS: Record<CallRate['every'], { seconds: number; refused: (limit: number) => Said }> = {
  minute: { seconds: 60, refused: (limit) => say('too_many_calls_minute', { limit }) },
  day: { seconds: 86_400, refused: (limit) => say('too_many_calls_day', { limit }) },
};
/** Different limits that a process remembers; one that is forgotten is opened again, and its counters go on. */
const KNOWN_RATES = 1_000;

export function wireMcpLimits(config: LimitConfig, logger: Logger): McpLimits & Closable {
  const { mcpPerSecond } = config.rates;
  const { limit, close } = countTogether(config, logger);
  const addresses = limit('mcp-address', shared(mcpPerSecond));
  const askers = limit('mcp-asker', mcpPerSecond);
  const workspaces = limit('mcp-workspace', shared(mcpPerSecond));
  const forms = limit('forms', mcpPerSecond && FORMS_PER_MINUTE, { seconds: 60 });
  const registrations = limit('oauth-register', mcpPerSecond && REGISTRATIONS_PER_HOUR, { seconds: 3_600 });
  const authorizations = limit('oauth-authorize', mcpPerSecond && AUTHORIZATIONS_PER_MINUTE, { seconds: 60 });
  const documents = limit('oauth-document', mcpPerSecond && DOCUMENTS_PER_MINUTE, { seconds: 60 });
  const rates = new LRUCache<string, RateLimit>({ max: KNOWN_RATES });
  const rateOf = ({ name, points, every }: CallRate): RateLimit => {
    const id = `calls-${name}-${every}`;
    const known = rates.get(`${id}:${points}`);
    if (known) return known;
    const opened = limit(id, points, WINDOWS[every]);
    rates.set(`${id}:${points}`, opened);
    return opened;
  };
  return {
    ofAddress: (address) => addresses.refusal(address),
    refusal: async ({ id, workspaceId }) => (await askers.refusal(id)) ?? workspaces.refusal(workspaceId),
    ofForms: (key) => forms.refusal(key),
    ofRegistrations: (address) => registrations.refusal(address),
    ofAuthorizations: (address) => authorizations.refusal(address),
    ofDocuments: (address) => documents.refusal(address),
    ofCalls: (rate, key) => rateOf(rate).refusal(key),
    close,
  };
}

interface Window {
  seconds: number;
  refused?: (limit: number) => Said;
}

function countTogether(
  config: LimitConfig,
  logger: Logger,
): Closable & { limit(name: string, points: number | null, window?: Window): RateLimit } {
  const { store, close } = openCounterStore(config, logger);
  const onAway = (error: unknown): void =>
    logger.warn({ err: error }, 'the store of the request limits does not answer; this process counts for itself');
  return { limit: (name, points, window) => createRateLimit({ name, points, ...window, store, onAway }), close };
}
