import { isSpecType, type InputRequest } from '@modelcontextprotocol/server';
import type { CallerAnswer } from '#lib/contracts/caller-answer.ts';
import { formSchema } from '#lib/contracts/form-schema.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import { compileJsonSchema } from '#lib/runner/json-schema.ts';
import { isAskedOf, type ParkedRun, type PendingWait } from '#lib/runner/parking.ts';
import type { FieldError } from '#lib/shared/app-error.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#lib/shared/json.ts';
import { listErrors } from './tool-errors.ts';

/** What a run asks the client that called it. */
export interface Question {
  /** Names the step within its run. */
  stepId: string;
  /** As MCP asks it: `elicitation/create`, `sampling/createMessage` or `roots/list`. */
  request: InputRequest;
  wait: PendingWait;
}

/** What a client's response to a question comes to. `left`: the person chose neither; `wrong`: it is to be asked again. */
export type Reading = { kind: 'answer'; answer: CallerAnswer } | { kind: 'left' } | { kind: 'wrong'; message: string };

/**
 * The questions of a parked run that its caller can be asked, by the node's key (in loops with `.0.2` behind it), in the order in
 * which the steps began. Left out is what the client did not declare, what no form of MCP can show, and what is asked of others.
 */
export function questionsOf(
  { waits }: Pick<ParkedRun, 'waits'>,
  client: CallingClient,
  asker: Pick<Principal, 'kind' | 'email' | 'userId'>,
): ReadonlyMap<string, Question> {
  const questions = new Map<string, Question>();
  for (const wait of waits) {
    if (!isAskedOf(client, wait.for) || !mayAnswer(asker, wait)) continue;
    const request = requestOf(wait);
    if (request) questions.set([wait.key, ...(wait.iteration ?? [])].join('.'), { stepId: wait.stepId, request, wait });
  }
  return questions;
}

/** Named people alone; else whoever called. Nobody unknown says yes to anything. */
function mayAnswer({ kind, email, userId }: Pick<Principal, 'kind' | 'email' | 'userId'>, wait: PendingWait): boolean {
  const request = wait.for;
  if (request.kind !== 'approval' && request.kind !== 'input') return true;
  if (kind === 'anonymous' && (request.kind === 'approval' || request.approvers !== null)) return false;
  if (request.approvers === null) return true;
  const names = request.approvers.map((name) => name.trim().toLowerCase());
  return names.includes(email.toLowerCase()) || names.includes(userId);
}

function requestOf({ for: request }: PendingWait): InputRequest | null {
  switch (request.kind) {
    case 'approval':
    case 'input': {
      const requestedSchema = formSchema(request.schema);
      if (!requestedSchema) return null;
      return { method: 'elicitation/create', params: { message: request.message, requestedSchema } } as InputRequest;
    }
    case 'client':
      return { method: request.method, params: request.params } as InputRequest;
    default:
      return null;
  }
}

/** Reads a client's response (`ElicitResult`, `CreateMessageResult`, `ListRootsResult`), which is checked as any input is. */
export function readResponse({ stepId, wait }: Question, response: unknown): Reading {
  const request = wait.for;
  switch (request.kind) {
    case 'approval':
    case 'input':
      return readForm(response, request.schema, (action, data) => {
        const yes = action === 'accept';
        return request.kind === 'approval'
          ? { stepId, kind: 'approval', approved: yes, data }
          : { stepId, kind: 'input', declined: !yes, data };
      });
    case 'client':
      return readClient(stepId, request.method, request.params, response);
    default:
      return { kind: 'wrong', message: 'This step asks nothing' };
  }
}

function readForm(
  response: unknown,
  schema: JsonObject | null,
  answer: (action: 'accept' | 'decline', data: JsonValue) => CallerAnswer,
): Reading {
  if (!isSpecType.ElicitResult(response)) return { kind: 'wrong', message: 'This is no result of elicitation/create' };
  if (response.action === 'cancel') return { kind: 'left' };
  if (response.action === 'decline') return { kind: 'answer', answer: answer('decline', null) };
  const checked = checkContent(schema, response.content);
  return checked.ok ? { kind: 'answer', answer: answer('accept', checked.value) } : wrong(checked.errors);
}

function readClient(stepId: string, method: string, params: JsonObject, response: unknown): Reading {
  const answer = (result: JsonObject): Reading => ({ kind: 'answer', answer: { stepId, kind: 'client', result } });
  switch (method) {
    case 'elicitation/create': {
      if (!isSpecType.ElicitResult(response)) return { kind: 'wrong', message: `This is no result of ${method}` };
      const { action, content } = response;
      if (action !== 'accept') return answer({ action, content: null });
      const schema = params['requestedSchema'];
      const checked = checkContent(isJsonObject(schema) ? (schema as JsonObject) : null, content);
      return checked.ok ? answer({ action, content: checked.value }) : wrong(checked.errors);
    }
    case 'sampling/createMessage':
      if (!isSpecType.CreateMessageResult(response))
        return { kind: 'wrong', message: `This is no result of ${method}` };
      return answer(plain(response));
    default:
      if (!isSpecType.ListRootsResult(response)) return { kind: 'wrong', message: `This is no result of ${method}` };
      return answer(plain(response));
  }
}

/** What a client adds for itself is not the run's. */
function plain(result: object): JsonObject {
  const { _meta, ...rest } = result as Record<string, JsonValue>;
  return rest;
}

type Checked = { ok: true; value: JsonValue } | { ok: false; errors: readonly FieldError[] };

/** With defaults filled in. A schema that does not compile was a problem of the workflow: then anything fits. */
function checkContent(schema: JsonObject | null, content: unknown): Checked {
  const given = (content ?? {}) as JsonValue;
  const compiled = schema && compileJsonSchema(schema);
  if (!compiled?.ok) return { ok: true, value: given };
  const checked = compiled.schema.check(given);
  return checked.ok ? { ok: true, value: checked.value as JsonValue } : checked;
}

function wrong(errors: readonly FieldError[]): Reading {
  return { kind: 'wrong', message: listErrors(errors, 'content').join('\n') };
}
