import type { CompiledNode } from './compile-workflow.ts';
import type { Frame } from './frame.ts';
import { stepIdOf, type PendingWait } from './parking.ts';
import type { StepRecord } from './ports.ts';
import type { UnsettledWrite } from './run-request.ts';
import type { Continued, EditedInput } from './step-host.ts';

interface Left {
  recorded: readonly StepRecord[];
  waits: readonly PendingWait[];
  /** Writes of which a person can be asked. */
  unsettled: readonly UnsettledWrite[];
}

/** What a record with an edited input holds. */
export function editedInputOf({ input, edited }: StepRecord): EditedInput {
  return { input: input as EditedInput['input'], edit: edited! };
}

/**
 * What an earlier process left of steps that had not ended: loops go on with the items that they had, waits with what they
 * waited for, and of a write that left no receipt a person is asked.
 */
export class EarlierProcess {
  readonly #underWay = new Map<string, Omit<Continued, 'attempts'> & { attempts?: number }>();
  readonly #skipped = new Set<string>();
  readonly #edited = new Map<string, StepRecord>();

  constructor({ recorded, waits, unsettled }: Left) {
    for (const step of recorded) {
      const { nodeId, iteration = [], status, input, startedAt } = step;
      if (step.edited && input !== undefined) this.#edited.set(nodeId, step);
      if (status === 'running' && startedAt !== null) {
        this.#underWay.set(stepIdOf(nodeId, iteration), { input, startedAt });
      } else if (status === 'skipped') this.#skipped.add(stepIdOf(nodeId, iteration));
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
    const edited = this.#edited.get(planned.id);
    if (this.#underWay.size === 0 && !edited) return restored;
    const underWay = this.#underWay.get(stepIdOf(planned.id, frame.iteration));
    if (!edited) return underWay ? { attempts: restored?.attempts ?? 0, ...underWay } : restored;
    return { attempts: restored?.attempts ?? 0, ...restored, ...underWay, edited: editedInputOf(edited) };
  }

  /** With the inputs that were edited for steps to which the run did not come: they ended with it. */
  withEditsNotReached(steps: StepRecord[]): StepRecord[] {
    if (this.#edited.size === 0) return steps;
    const seq = steps.reduce((most, step) => Math.max(most, step.seq), 0);
    const left = [...this.#edited.values()].filter(({ nodeId }) => !steps.some((step) => step.nodeId === nodeId));
    return [...steps, ...left.map((step, index) => ({ ...step, seq: seq + index + 1, status: 'canceled' as const }))];
  }
}
