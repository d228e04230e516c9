import type { ParkedRun } from './parking.ts';
import type { RunEnd, RunnerPorts } from './ports.ts';
import type { RunRequest } from './run-request.ts';
import { Run } from './run.ts';

export type { RunRequest } from './run-request.ts';

/**
 * Runs a workflow to its end (`semantics.md`), or goes on with one from its journal. The input is checked already
 * (`validateTriggerInput`). Step errors, cancel and timeout are ends, not rejections; it rejects only if the journal or
 * the variables cannot be reached. When it resolves, the end is committed. With `keepsInMemory` (and the port `parking`)
 * the run may leave this process while it waits: then it resolves with a `ParkedRun`, which is committed, too.
 */
export function executeRun(ports: RunnerPorts, request: RunRequest & { keepsInMemory?: undefined }): Promise<RunEnd>;
export function executeRun(ports: RunnerPorts, request: RunRequest): Promise<RunEnd | ParkedRun>;
export function executeRun(ports: RunnerPorts, request: RunRequest): Promise<RunEnd | ParkedRun> {
  try {
    return new Run(ports, request).run();
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
