import { newTraceId } from '#lib/shared/ids.ts';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const NOBODY = '0'.repeat(32);

/** The trace id of a request: W3C Trace Context's `traceparent` where it is valid, else a new one (32 hex digits). */
export function traceIdOf(headers: Headers): string {
  const sent = TRACEPARENT.exec(headers.get('traceparent') ?? '')?.[1];
  return sent !== undefined && sent !== NOBODY ? sent : newTraceId();
}
