import type { Principal } from '#lib/contracts/principal.ts';
import type { RunCaller } from '#lib/contracts/run-caller.ts';

/** `run.caller` of whoever calls a server. */
export function callerOf(principal: Principal): RunCaller {
  const { kind, userId, email, emailVerified = false, apiKey, client } = principal;
  if (kind === 'anonymous') return { kind, id: userId, name: null, user: null };
  const user = { id: userId, email, emailVerified };
  if (kind === 'oauth') return { kind, id: apiKey?.id ?? '', name: client?.name ?? null, user };
  if (apiKey) return { kind: 'key', id: apiKey.id, name: apiKey.name ?? null, user };
  return { kind: 'member', id: userId, name: null, user };
}
