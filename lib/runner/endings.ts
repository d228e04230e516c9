import type { StepError } from '#lib/contracts/execution.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { say, type Said } from '#lib/shared/say.ts';
import type { RunEnd } from './ports.ts';

/** How a run ended, times and steps left out. */
export type Ending = Pick<RunEnd, 'status' | 'isError' | 'output' | 'error' | 'content'>;

export function succeeded(output: unknown, isError: boolean): Ending {
  return { status: 'success', isError, output: (output ?? null) as JsonValue, error: null };
}

export function failed(error: StepError | null): Ending {
  return { status: 'error', isError: false, output: null, error };
}

export function timedOut(timeoutMs: number): Ending {
  const error = { code: 'timeout', ...say('run_timeout', { limit: timeoutMs }) };
  return { status: 'timeout', isError: false, output: null, error };
}

export function canceled(): Ending {
  const error = { code: 'canceled', ...say('run_canceled') };
  return { status: 'canceled', isError: false, output: null, error };
}

/** A write was under way when the process died, and nobody can say whether it happened. */
export function crashedInWrite(): Ending {
  return {
    status: 'crashed',
    isError: false,
    output: null,
    error: { code: 'effect_unknown', ...say('effect_unknown') },
  };
}

/** A limit of the whole run. */
export function overLimit(said: Said): Ending {
  return failed({ code: 'limit_exceeded', ...said });
}
