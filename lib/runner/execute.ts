import type { RunEnd, RunnerPorts } from './ports.ts';
import type { RunRequest } from './run-request.ts';
import { Run } from './run.ts';

export type { RunRequest } from './run-request.ts';

/**
 * Runs a workflow to its end (`semantics.md`). The input is checked already (`validateTriggerInput`). Step errors, cancel
 * and timeout are ends, not rejections; it rejects only if the journal or the variables cannot be reached. When it
 * resolves, the end is committed.
 */
export function executeRun(ports: RunnerPorts, request: RunRequest): Promise<RunEnd> {
  try {
    return new Run(ports, request).run();
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
