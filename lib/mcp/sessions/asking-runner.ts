import { setTimeout as sleep } from 'node:timers/promises';
import { SdkError, SdkErrorCode, type ServerContext } from '@modelcontextprotocol/server';
import type { CalledRun, CallerAnswer } from '#lib/contracts/caller-answer.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { say } from '#lib/shared/say.ts';
import { questionsOf, readResponse, type Question } from '../questions.ts';
import type { CallRunner, ServedCall } from '../tool-runner.ts';
import type { SessionClient } from './session-client.ts';

/** A person may take their time; then the question stays open in the app alone. */
const ANSWER_MS = 10 * 60_000;
/** How often it is looked whether somebody was quicker in the app. */
const LOOK_MS = 2_000;
/** So often a person is asked again when what they filled in does not fit. */
const MOST_TRIES = 3;
/** Of what a client says about its failure. */
const MOST_LETTERS = 500;

/**
 * Runs the calls of a session: what a run asks its caller goes to the session's client, on the stream of the call, until the run
 * ends or has no question left that this client answers.
 */
export function askingRunner(runner: CallRunner, client: SessionClient, context: ServerContext): CallRunner {
  return {
    run: (call) => runAsking(runner, client, context, call),
    answer: (run, principal, answers) => runner.answer(run, principal, answers),
    follow: (run, options) => runner.follow(run, options),
    leave: (run) => runner.leave(run),
  };
}

async function runAsking(
  runner: CallRunner,
  client: SessionClient,
  context: ServerContext,
  call: ServedCall,
): Promise<RunEnd | ParkedRun> {
  const { calling } = client;
  const run = { workspaceId: call.version.workspaceId, executionId: call.executionId };
  const { signal } = call;
  const onEvent: NonNullable<ServedCall['onEvent']> = (event) => {
    if (event.type === 'step.log' && event.client) client.tell(context, event.client);
    call.onEvent?.(event);
  };
  const left = new Set<string>();
  let end = await runner.run({ ...call, client: calling, onEvent });
  while (end.status === 'waiting') {
    const asked = [...questionsOf(end, calling, call.principal).values()];
    const questions = asked.filter(({ stepId }) => !left.has(stepId));
    if (questions.length === 0) return end;
    const round = new Round(runner, run, context, signal);
    const answers = await round.ask(questions);
    if (answers.length === 0 && !round.goneOn) return end;
    if (signal.aborted) return leftWaiting(end, () => runner.answer(run, call.principal, answers));
    // Whoever chose neither is not asked a second time: the app still asks.
    for (const { stepId } of questions) left.add(stepId);
    end = await followed(runner, run, { signal, onEvent, first: () => runner.answer(run, call.principal, answers) });
  }
  return end;
}

/** Whoever leaves while the run waits has left it waiting: what they had answered counts, and it goes on without them. */
async function leftWaiting(parked: ParkedRun, answer: () => Promise<void>): Promise<ParkedRun> {
  await answer();
  return parked;
}

/** A caller that leaves takes along what they have not left waiting. */
async function followed(
  runner: CallRunner,
  run: CalledRun,
  options: Parameters<CallRunner['follow']>[1],
): Promise<RunEnd | ParkedRun> {
  try {
    return await runner.follow(run, options);
  } catch (error) {
    if (options.signal.aborted) await runner.leave(run);
    throw error;
  }
}

/** The questions that a run has at one time. */
class Round {
  /** Somebody was quicker with one of them, and the run goes on. */
  goneOn = false;
  readonly #runner: CallRunner;
  readonly #run: CalledRun;
  readonly #context: ServerContext;
  readonly #signal: AbortSignal;

  constructor(runner: CallRunner, run: CalledRun, context: ServerContext, signal: AbortSignal) {
    this.#runner = runner;
    this.#run = run;
    this.#context = context;
    this.#signal = signal;
  }

  /** The answers that the client gave. One that was answered elsewhere is taken back; one that nobody answers stays open. */
  async ask(questions: readonly Question[]): Promise<CallerAnswer[]> {
    const open = new Map(questions.map(({ stepId }) => [stepId, new AbortController()]));
    const over = new AbortController();
    const looking = this.#takeBack(open, AbortSignal.any([over.signal, this.#signal]));
    try {
      const asked = questions.map((question) => this.#answerTo(question, open.get(question.stepId)!.signal));
      return (await Promise.all(asked)).filter((answer) => answer !== null);
    } finally {
      over.abort();
      await looking;
    }
  }

  /** Takes questions back that the run does not ask any more. */
  async #takeBack(open: ReadonlyMap<string, AbortController>, over: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await sleep(LOOK_MS, null, { signal: over, ref: false });
        const now = await this.#runner.follow(this.#run, { signal: over });
        const left = new Set(now.status === 'waiting' ? now.waits.map(({ stepId }) => stepId) : []);
        for (const [stepId, question] of open) {
          if (left.has(stepId)) continue;
          this.goneOn = true;
          question.abort();
        }
      }
    } catch {
      // The round is over, or its caller has left; what cannot be looked at now is asked on.
    }
  }

  async #answerTo(question: Question, takenBack: AbortSignal): Promise<CallerAnswer | null> {
    const signal = AbortSignal.any([takenBack, this.#signal]);
    try {
      let { request } = question;
      for (let tries = 1; ; tries++) {
        const reading = readResponse(question, await this.#send(request, signal));
        if (reading.kind === 'answer') return reading.answer;
        if (reading.kind === 'left' || tries === MOST_TRIES) return null;
        request = askedAgain(question.request, reading.message);
      }
    } catch (error) {
      return signal.aborted ? null : failed(question, error);
    }
  }

  #send({ method, params }: Question['request'], signal: AbortSignal): Promise<unknown> {
    const asked = { method, ...(params !== undefined && { params: params as Record<string, unknown> }) };
    return this.#context.mcpReq.send(asked, { signal, timeout: ANSWER_MS });
  }
}

/** The same form, with what was wrong with it. Other questions cannot be answered any better. */
function askedAgain(request: Question['request'], problem: string): Question['request'] {
  if (request.method !== 'elicitation/create') return request;
  return {
    ...request,
    params: { ...request.params, message: `${request.params.message}\n\n${problem}` },
  } as Question['request'];
}

/** What only this client could answer has failed with it; what people are asked they can still answer in the app. */
function failed({ stepId, wait }: Question, error: unknown): CallerAnswer | null {
  if (wait.for.kind !== 'client') return null;
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout)
    return { stepId, kind: 'client', error: { code: 'client_gone', message: say('client_gone').message } };
  const said = error instanceof Error ? error.message.slice(0, MOST_LETTERS) : '';
  const { message } = say('client_failed', { error: said });
  return { stepId, kind: 'client', error: { code: 'client_failed', message } };
}
