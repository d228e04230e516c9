import type ivm from 'isolated-vm';
import { dispose, scriptOf, type IsolatePool, type WarmIsolate } from './isolate-pool.ts';
import type { FromChild, RunMessage } from './protocol.ts';
import type { GuestSettings } from './guest.ts';

/** A run while it goes on: what a cancel needs to end it. */
export interface RunHandle {
  canceled: boolean;
  isolate: ivm.Isolate | null;
  stopping?: NodeJS.Timeout;
}

const guestLimits = { consoleChars: 64 * 1024, valueDepth: 128, valueBytes: 10 * 1024 * 1024 };

/** Time for our own few lines in the isolate, ms. */
const ownMs = 250;

/** Runs one piece of code in a new context of its workspace's isolate. Never rejects. */
export async function runInIsolate(pool: IsolatePool, message: RunMessage, handle: RunHandle): Promise<FromChild> {
  let warm: WarmIsolate | null = null;
  try {
    warm = await pool.take(message.workspaceId);
    handle.isolate = warm.isolate;
    const answer = await runInContext(warm, message, handle);
    if (answer.type === 'done') await pool.giveBack(warm);
    else dispose(warm.isolate);
    return answer;
  } catch (error) {
    if (warm) dispose(warm.isolate);
    return { type: 'failed', id: message.id, code: failureOf(error, handle) };
  }
}

async function runInContext(warm: WarmIsolate, message: RunMessage, handle: RunHandle): Promise<FromChild> {
  const { id, now, seed, parameters, scope, timeoutMs } = message;
  const settings: GuestSettings = { now, seed, parameters, ...guestLimits };
  const context = await warm.isolate.createContext();
  await warm.bootstrap.run(context, { timeout: ownMs });
  await context.evalClosure('$install($0, $1)', [JSON.stringify(settings), scope], { timeout: ownMs });
  const script = await scriptOf(warm, message.code);
  if (handle.canceled) return { type: 'failed', id, code: 'canceled' };
  try {
    await script.run(context, { timeout: timeoutMs });
  } catch (error) {
    if (warm.isolate.isDisposed) throw error;
    const text = await takeAnswer(context).catch(() => undefined);
    return { type: 'failed', id, code: failureOf(error, handle), ...(text !== undefined && { text }) };
  }
  const text = await takeAnswer(context);
  context.release();
  return { type: 'done', id, text };
}

async function takeAnswer(context: ivm.Context): Promise<string> {
  const text: unknown = await context.eval('$take()', { timeout: ownMs * 4 });
  if (typeof text !== 'string') throw new TypeError('The guest gave no text.');
  return text;
}

function failureOf(error: unknown, handle: RunHandle): 'timeout' | 'limit_exceeded' | 'canceled' | 'code_error' {
  if (handle.canceled) return 'canceled';
  const message = error instanceof Error ? error.message : '';
  if (/timed out/.test(message)) return 'timeout';
  return /disposed|memory|allocation|out of/i.test(message) ? 'limit_exceeded' : 'code_error';
}
