import type { BoundCredentials } from '#lib/runner/ports.ts';
import { isSame, verifySignature, type HookHeaders, type SignatureScheme, type Verified } from './verify-signature.ts';

/** What a webhook demands of its callers. */
export type CallerCheck =
  | { auth: 'none' }
  | { auth: 'header'; credentials: BoundCredentials }
  | { auth: 'hmac'; credentials: BoundCredentials; scheme: SignatureScheme };

export interface HookCall {
  headers: HookHeaders;
  query: URLSearchParams;
  /** As it came. */
  body: Uint8Array;
  nowMs: number;
}

/** Whether the caller may start a run. A connection that holds nothing to check with lets nobody through. */
export function verifyCaller(check: CallerCheck, call: HookCall): Verified {
  switch (check.auth) {
    case 'none':
      return { ok: true, delivery: null };
    case 'header':
      return { ok: sendsAll(check.credentials, call), delivery: null };
    case 'hmac': {
      const [secret, ...others] = check.credentials.secrets;
      if (secret === undefined || secret === '' || others.length > 0) return { ok: false };
      return verifySignature(check.scheme, { ...call, secret });
    }
  }
}

/** The caller sends everything that the connection itself would add to a request. All of it is compared. */
function sendsAll({ adds }: BoundCredentials, { headers, query }: HookCall): boolean {
  const wanted = Object.entries(adds.headers);
  const asQuery = adds.query;
  const inHeaders = wanted.map(([name, value]) => isSame(headers[name] ?? '', value));
  const inQuery = asQuery ? [isSame(query.get(asQuery.name) ?? '', asQuery.value)] : [];
  const all = [...inHeaders, ...inQuery];
  return all.length > 0 && all.every(Boolean);
}

const NEVER_SEEN: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** Headers that a run never sees: what proved the caller, and what only browsers and proxies mean. */
export function hiddenHeaders(check: CallerCheck): ReadonlySet<string> {
  if (check.auth !== 'header') return NEVER_SEEN;
  return new Set([...NEVER_SEEN, ...Object.keys(check.credentials.adds.headers)]);
}

/** The field of the query that proved the caller, if one did. */
export function hiddenQuery(check: CallerCheck): string | null {
  return check.auth === 'header' ? (check.credentials.adds.query?.name ?? null) : null;
}
