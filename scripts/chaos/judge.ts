import { isDeepStrictEqual } from 'node:util';
import { isEnded } from '../../lib/contracts/execution.ts';
import type { Arrival, Facts, Kill, LoggedRun, Shot } from './facts.ts';

/** What must never happen (`quality.md`, reliability), with the word under which it is counted. */
export type Fault = 'lost' | 'stuck' | 'doubled' | 'repeated' | 'missing' | 'untrue' | 'fell' | 'absent' | 'orphan';

export interface Finding {
  fault: Fault;
  detail: string;
}

const runsOf = <T extends { run: string }>(list: readonly T[]): Map<string, T[]> => Map.groupBy(list, ({ run }) => run);

/** Holds everything that was seen against what must hold. Nothing found: everything held. */
export function judge(facts: Facts): Finding[] {
  return [
    ...lostOrMissing(facts),
    ...stuck(facts),
    ...doubledRuns(facts),
    ...doubledEffects(facts),
    ...repeatedSteps(facts),
    ...untrue(facts),
    ...facts.fell.map((detail) => ({ fault: 'fell' as const, detail })),
    ...facts.absent.map((detail) => ({ fault: 'absent' as const, detail })),
    ...facts.orphans.map((detail) => ({ fault: 'orphan' as const, detail })),
  ];
}

/** What a client was promised is in the log; what it was given is there as it was given. */
function lostOrMissing({ shots, log }: Facts): Finding[] {
  const byId = new Map(log.map((run) => [run.id, run]));
  const byTag = new Map(log.map((run) => [tagOf(run), run]));
  return shots.flatMap(({ outcome, tag, load }): Finding[] => {
    if (outcome.kind !== 'ended' && outcome.kind !== 'accepted') return [];
    const run = outcome.run === '' ? byTag.get(tag) : byId.get(outcome.run);
    const name = `${load} ${outcome.run || tag}`;
    if (outcome.kind === 'accepted') return run ? [] : [{ fault: 'lost', detail: `${name} was accepted` }];
    if (!run) return [{ fault: 'missing', detail: `${name} was answered with ${outcome.status}` }];
    const same =
      run.status === outcome.status && (run.status !== 'success' || isDeepStrictEqual(run.output, outcome.output));
    if (same) return [];
    const said = `${outcome.status} ${JSON.stringify(outcome.output)}`;
    return [{ fault: 'missing', detail: `${name}: told ${said}, logged ${run.status} ${JSON.stringify(run.output)}` }];
  });
}

function stuck({ log }: Facts): Finding[] {
  return log
    .filter(({ status }) => !isEnded(status))
    .map((run) => ({ fault: 'stuck', detail: `${run.workflowName} ${run.id} is still ${run.status}` }));
}

/** One call with one idempotency key, and one time of a schedule, start one run. */
function doubledRuns({ shots, log }: Facts): Finding[] {
  const once = new Map(shots.filter((shot) => shot.once).map(({ tag, load }) => [tag, load]));
  const starts = Map.groupBy(
    log.filter((run) => run.trigger === 'schedule' || once.has(tagOf(run))),
    (run) => `${run.workflowName} ${tagOf(run)}`,
  );
  return [...starts]
    .filter(([, runs]) => runs.length > 1)
    .map(([start, runs]) => ({
      fault: 'doubled',
      detail: `${start} started ${runs.map(({ id }) => id).join(' and ')}`,
    }));
}

const stepOf = ({ run, step, item }: Arrival): string => `${run} ${step}${item === null ? '' : ` ${item}`}`;

/** A write reaches the outside once, also when a person has to say whether it did; what may be repeated always comes with the same key. */
function doubledEffects({ arrivals }: Facts): Finding[] {
  const findings: Finding[] = [];
  for (const [step, calls] of Map.groupBy(arrivals, stepOf)) {
    const { kind } = calls[0]!;
    if (kind === 'write' && calls.length > 1) {
      findings.push({ fault: 'doubled', detail: `the write ${step} arrived ${calls.length} times` });
    }
    const keys = new Set(calls.map(({ key }) => key));
    if (kind === 'idempotent' && (keys.size > 1 || keys.has(null))) {
      findings.push({ fault: 'doubled', detail: `${step} came with the keys ${[...keys].join(', ')}` });
    }
  }
  return findings;
}

/** Once a later step has begun, an earlier one is finished, and never runs again. Items of a loop are apart. */
function repeatedSteps({ arrivals }: Facts): Finding[] {
  const findings: Finding[] = [];
  for (const calls of runsOf(arrivals).values()) {
    calls.forEach((call, index) => {
      const later = calls
        .slice(0, index)
        .find((one) => one.place > call.place && (one.item === call.item || one.item === null || call.item === null));
      if (later)
        findings.push({ fault: 'repeated', detail: `${stepOf(call)} ran again after ${later.step} had begun` });
    });
  }
  return findings;
}

/** A run's end says what happened: its results are what the outside told it, and it failed only for a reason. */
function untrue({ log, arrivals, kills, shots, mayFailWith }: Facts): Finding[] {
  const calls = runsOf(arrivals);
  const sent = new Map(shots.map((shot) => [shot.tag, shot]));
  return log.flatMap((run): Finding[] => {
    const name = `${run.workflowName} ${run.id}`;
    if (run.status === 'success') return wrongResults(run, calls.get(run.id) ?? []).map((why) => untruth(name, why));
    if (!isEnded(run.status)) return [];
    const code = run.error?.code ?? '';
    if (run.status === 'error' && mayFailWith[run.workflowName]?.includes(code)) return [];
    if (run.status === 'crashed' && diedUnder(run, kills, sent.get(tagOf(run)))) return [];
    return [untruth(name, `ended as ${run.status} (${code}: ${run.error?.message ?? 'no reason'})`)];
  });
}

const untruth = (name: string, why: string): Finding => ({ fault: 'untrue', detail: `${name}: ${why}` });

/** Whether a process that runs this was killed after it began. */
function diedUnder({ mode }: LoggedRun, kills: readonly Kill[], shot: Shot | undefined): boolean {
  // What started by itself has only the time of a clock that was moved.
  const began = shot?.sentAt ?? -Infinity;
  const executor = mode === 'direct' ? 'runtime' : 'worker';
  return kills.some(({ victim, at }) => victim === executor && at >= began);
}

/** Each member of the output names a step and holds what the outside told it; a list holds what it told the items. */
function wrongResults({ output, input }: LoggedRun, calls: readonly Arrival[]): string[] {
  const { tag, ...told } = output as Record<string, unknown>;
  const wrong = tag === tagOf({ input }) ? [] : [`it returned the tag ${JSON.stringify(tag)}`];
  const heard = (step: string, item: number | null): Set<unknown> =>
    new Set(calls.filter((call) => call.step === step && call.item === item).map((call) => call.told));
  const check = (step: string, item: number | null, value: unknown): void => {
    if (typeof value === 'string' || (value !== null && heard(step, item).has(value))) return;
    wrong.push(`${step}${item === null ? '' : `[${item}]`} is ${JSON.stringify(value)}, which the outside never said`);
  };
  for (const [step, value] of Object.entries(told)) {
    if (Array.isArray(value)) value.forEach((each, item) => check(step, item, each));
    else check(step, null, value);
  }
  return wrong;
}

/** What a run was started with: of a call its tag, of a schedule its time. */
export function tagOf({ input }: Pick<LoggedRun, 'input'>): string {
  const { tag, body, scheduledAt } = (input ?? {}) as { tag?: string; body?: { tag?: string }; scheduledAt?: string };
  return tag ?? body?.tag ?? scheduledAt ?? '';
}
