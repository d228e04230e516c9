import type { CompiledNode } from './compile-workflow.ts';
import type { Frame } from './frame.ts';
import { stepIdOf, type PendingWait } from './parking.ts';
import type { StepRecord } from './ports.ts';
import type { UnsettledWrite } from './run-request.ts';
import type { Continued } from './step-host.ts';

interface Left {
  recorded: readonly StepRecord[];
  waits: readonly PendingWait[];
  /** Writes of which a person can be asked. */
  unsettled: readonly UnsettledWrite[];
}

/**
 * What an earlier process left of steps that had not ended: loops go on with the items that they had, waits with what they
 * waited for, and of a write that left no receipt a person is asked.
 */
export class EarlierProcess {
  readonly #underWay = new Map<string, Omit<Continued, 'attempts'> & { attempts?: number }>();
  readonly #skipped = new Set<string>();

  constructor({ recorded, waits, unsettled }: Left) {
    for (const { nodeId, iteration = [], status, input, startedAt } of recorded) {
      if (status === 'running') this.#underWay.set(stepIdOf(nodeId, iteration), { input, startedAt });
      else if (status === 'skipped') this.#skipped.add(stepIdOf(nodeId, iteration));
    }
    for (const { nodeId, iteration = [], key } of unsettled) {
      this.#underWay.set(stepIdOf(nodeId, iteration), { request: { kind: 'settlement', effectKey: key } });
    }
    for (const { stepId, attempt, input, startedAt, for: request } of waits) {
      const known = request.kind === 'settlement' ? {} : { input, startedAt };
      this.#underWay.set(stepId, { attempts: attempt - 1, ...known, request });
    }
  }

  /** Is the begin of a loop recorded already? */
  hasOpened({ nodeId, iteration = [] }: Pick<StepRecord, 'nodeId' | 'iteration'>): boolean {
    return this.#underWay.has(stepIdOf(nodeId, iteration));
  }

  /** Is the skip of a step recorded already? */
  hasSkipped(nodeId: string, iteration: readonly number[]): boolean {
    return this.#skipped.size > 0 && this.#skipped.has(stepIdOf(nodeId, iteration));
  }

  /** How a step goes on that is started again. */
  continued(frame: Frame, { planned }: CompiledNode): Continued | null {
    const restored = frame.restored?.get(planned.place) ?? null;
    if (this.#underWay.size === 0) return restored;
    const underWay = this.#underWay.get(stepIdOf(planned.id, frame.iteration));
    return underWay ? { attempts: restored?.attempts ?? 0, ...underWay } : restored;
  }
}
