import type { Caller } from '#lib/contracts/principal.ts';
import { clientAddress } from './request-guards.ts';

const MAX_USER_AGENT = 300;

/** Who a request comes from, as far as its headers say; nobody need be signed in. */
export function callerOf(headers: Headers, trustProxy: number, traceId: string): Caller {
  const address = clientAddress(headers, trustProxy);
  const userAgent = headers.get('user-agent')?.slice(0, MAX_USER_AGENT);
  return { traceId, ...(address ? { address } : {}), ...(userAgent ? { userAgent } : {}) };
}
