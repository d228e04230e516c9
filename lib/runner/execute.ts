import type { RunEnd, RunnerPorts } from './ports.ts';
import { Run, type RunRequest } from './run.ts';

export type { RunRequest } from './run.ts';

/**
 * Runs a workflow to its end (`semantics.md`). The input is checked already (`validateTriggerInput`). Step errors, cancel
 * and timeout are ends, not rejections; it rejects only if the journal or the variables cannot be reached. When it
 * resolves, the end is committed.
 */
export function executeRun(ports: RunnerPorts, request: RunRequest): Promise<RunEnd> {
  return new Run(ports, request).run();
}
