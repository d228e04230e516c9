import { say } from '#lib/shared/say.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { internalErrorSchema } from '#lib/contracts/internal-calls.ts';
import { liveProcesses } from '#lib/db/system/heartbeats.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** For so long (ms) a call waits for a runtime to come (back) that takes it. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 100;
/** A runtime beats each second. One that is silent for longer is asked no more, long before it counts as dead. */
const HEARD_WITHIN_MS = 3_000;
/** Of `connect` and name resolution: not a byte was sent. */
const NEVER_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

type Deps = Pick<WorkflowDeps, 'config' | 'db'>;

/**
 * One internal call to whichever runtime takes it. A runtime that was certainly not reached, or says that it began
 * nothing, is passed over; when none is left, waits a moment for one. Whatever else goes wrong is not tried again: the
 * call may have been begun.
 *
 * @throws {AppError} `unavailable` if no runtime takes it, or the one that did gives no answer.
 */
export async function askRuntime(
  deps: Deps,
  call: { path: string; body: unknown; timeoutMs: number },
): Promise<{ ok: boolean; body: unknown }> {
  const patientUntil = performance.now() + PATIENCE_MS;
  for (;;) {
    let refusal: unknown = null;
    for (const address of await runtimesOf(deps)) {
      const answer = await askOne(deps, address, call);
      if (answer.accepted) return answer;
      refusal = answer.cause;
    }
    if (performance.now() >= patientUntil) throw unavailable(refusal);
    await sleep(PAUSE_MS);
  }
}

/** Those that beat, in turn from a random one, so that none gets all the work; then the configured one if it is ready. */
export async function runtimesOf({ db, config }: Deps): Promise<string[]> {
  const live = await liveProcesses(db.pool, 'runtime', HEARD_WITHIN_MS);
  const addresses = [...new Set(live.flatMap(({ address }) => (address === null ? [] : [address])))];
  const first = Math.floor(Math.random() * addresses.length);
  const inTurn = [...addresses.slice(first), ...addresses.slice(0, first)];
  if (addresses.includes(config.internalUrl) || !(await isReady(config.internalUrl))) return inTurn;
  return [...inTurn, config.internalUrl];
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

type Answer = { accepted: true; ok: boolean; body: unknown } | { accepted: false; cause: unknown };

async function askOne(
  { config }: Deps,
  address: string,
  { path, body, timeoutMs }: { path: string; body: unknown; timeoutMs: number },
): Promise<Answer> {
  try {
    const response = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${config.internalSecret}`,
        'content-type': 'application/json',
        // On a connection that is kept, nobody can tell a call that was lost from one that was begun.
        connection: 'close',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await response.json();
    const refused = response.ok ? null : internalErrorSchema.safeParse(answer);
    // 401: another installation took over the address of a runtime that died.
    if (refused?.data?.error.notAccepted || response.status === 401) return { accepted: false, cause: answer };
    return { accepted: true, ok: response.ok, body: answer };
  } catch (cause) {
    if (neverConnected(cause)) return { accepted: false, cause };
    throw unavailable(cause);
  }
}

export function neverConnected(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown; errors?: readonly { code?: unknown }[] } };
  if (cause?.errors) return cause.errors.every(({ code }) => NEVER_CONNECTED.has(code));
  return NEVER_CONNECTED.has(cause?.code);
}

function unavailable(cause: unknown): AppError {
  return new AppError('unavailable', say('runtime_unreachable'), { retryAfterMs: 1_000, cause });
}
