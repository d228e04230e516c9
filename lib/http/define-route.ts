import type { z } from 'zod';
import type { RequestContext } from '#lib/auth/select-workspace.ts';
import type { ApiContract, ContractBody, ContractParams, ContractQuery } from '#lib/contracts/api/contract.ts';
import type { Account, Caller, Operator, Principal } from '#lib/contracts/principal.ts';
import { AppError, isAppError } from '#lib/shared/app-error.ts';
import { callerOf } from './caller.ts';
import { downloadResponse, type Download } from './download.ts';
import { eventStream, type StreamEvent } from './event-stream.ts';
import { answerOnce } from './idempotent.ts';
import type { HttpPorts } from './ports.ts';
import { problemResponse, toProblem } from './problem.ts';
import { Reply } from './reply.ts';
import { ownOrigins, requireOwnHost } from './request-guards.ts';
import { identifyAsker, readRequest, type Asker, type PathParams, type Sent } from './route-request.ts';
import { apiHeaders } from './security-headers.ts';
import { traceIdOf } from './trace.ts';
import type { Upload } from './upload.ts';

/** Who a contract's `run` gets: a principal for a permission, an account for `account`, an operator for `operator`, a caller for `public`. */
type AskerOf<C extends ApiContract> = C['access'] extends 'public'
  ? { caller: Caller }
  : C['access'] extends 'account'
    ? { account: Account }
    : C['access'] extends 'operator'
      ? { operator: Operator }
      : { principal: Principal };

type RunInput<C extends ApiContract> = AskerOf<C> & {
  params: ContractParams<C>;
  query: ContractQuery<C>;
  body: ContractBody<C>;
  /** The revision of `If-Match`; 0 for contracts without `ifMatch`. */
  ifMatch: number;
  /** `Last-Event-ID` of a stream that goes on. */
  lastEventId: string | undefined;
  /** The file that an upload brings. */
  upload: C extends { upload: true } ? Upload : undefined;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
  traceId: string;
};

type Body<S> = S extends z.ZodType ? z.input<S> : null | undefined | void;
type Responses<C extends ApiContract> = C['responses'];
type Replies<C extends ApiContract> = {
  [S in keyof Responses<C> & number]: Reply<S, Body<Responses<C>[S]>>;
}[keyof Responses<C> & number];

/** A stream's events, a file to download, the body of the only status, or a `Reply` that says which status it is. */
type RunResult<C extends ApiContract> = C extends { stream: true }
  ? AsyncIterable<StreamEvent>
  : C extends { download: true }
    ? Download
    : Replies<C> | Body<Responses<C>[keyof Responses<C>]>;

export interface RouteDefinition<C extends ApiContract> {
  contract: C;
  run(input: RunInput<C>): Promise<RunResult<C>> | RunResult<C>;
}

export type RouteHandler = (request: Request, context: { params: Promise<PathParams> }) => Promise<Response>;

/** Binds `defineRoute` to a process's ports; they are asked for at the first request, not at import. */
export function routeDefiner(portsOf: () => HttpPorts) {
  return function defineRoute<const C extends ApiContract>(route: RouteDefinition<C>): RouteHandler {
    return (request, { params }) => handle(portsOf(), route as unknown as LooseRoute, request, params);
  };
}

/** The same route once its types have done their work: what was sent is known only at run time. */
interface LooseRoute {
  contract: ApiContract;
  run(input: unknown): unknown;
}

async function handle(
  ports: HttpPorts,
  route: LooseRoute,
  request: Request,
  params: Promise<PathParams>,
): Promise<Response> {
  const startedAt = performance.now();
  const traceId = traceIdOf(request.headers);
  const { method, path } = route.contract;
  let response: Response;
  try {
    response = await answer(ports, route, request, await params, traceId);
  } catch (error) {
    const expected = isAppError(error) ? error : unexpected(ports, error);
    if (expected.status >= 500) ports.logger.error({ err: error, traceId, method, route: path }, 'request failed');
    response = problemResponse(expected, traceId);
  }
  const durationMs = performance.now() - startedAt;
  ports.logger.debug({ traceId, method, route: path, status: response.status, durationMs }, 'request');
  ports.onAnswer?.({ method, route: path, status: response.status, durationMs });
  return response;
}

function unexpected(ports: HttpPorts, cause: unknown): AppError {
  if (!ports.isOutage(cause)) return new AppError('internal', 'Something went wrong on our side');
  return new AppError('unavailable', 'The database does not answer right now; try again', {
    retryAfterMs: 1_000,
    cause,
  });
}

async function answer(
  ports: HttpPorts,
  route: LooseRoute,
  request: Request,
  params: PathParams,
  traceId: string,
): Promise<Response> {
  const { contract } = route;
  const origins = ownOrigins(ports.config);
  requireOwnHost(request.headers, origins);
  const caller = callerOf(request.headers, ports.config.trustProxy, traceId);
  const context: RequestContext = { traceId, address: caller.address };
  await refuseTooMany(ports.limits.ofAddress(caller.address ?? 'unknown'));
  const asker = await identifyAsker(ports, contract, request, context, origins);
  const identified = asker.principal ?? asker.account ?? asker.operator;
  if (identified) await refuseTooMany(ports.limits.ofAsker(identified.apiKey?.id ?? identified.userId));
  const sent = await readRequest(contract, request, params);
  const abort = new AbortController();
  if (request.signal.aborted) abort.abort();
  else request.signal.addEventListener('abort', () => abort.abort(), { once: true });
  const input = {
    ...asker,
    ...(contract.access === 'public' ? { caller } : {}),
    ...sent,
    ifMatch: sent.ifMatch ?? 0,
    lastEventId: request.headers.get('last-event-id') ?? undefined,
    signal: abort.signal,
    traceId,
  };
  if (contract.stream) {
    const events = (await route.run(input)) as AsyncIterable<StreamEvent>;
    return streamResponse(ports, request, asker, events, abort, traceId);
  }
  if (contract.download) return downloadResponse(request.headers, (await route.run(input)) as Download, traceId);
  const run = async (): Promise<{ status: number; body: string }> => encode(ports, contract, await route.run(input));
  return jsonResponse(await maybeOnce(ports, request, asker, sent, run, traceId), traceId);
}

/** Throws what a limit refuses with. */
async function refuseTooMany(limit: Promise<AppError | null>): Promise<void> {
  const refusal = await limit;
  if (refusal) throw refusal;
}

function maybeOnce(
  ports: HttpPorts,
  request: Request,
  { principal }: Asker,
  sent: Sent,
  run: () => Promise<{ status: number; body: string }>,
  traceId: string,
): Promise<{ status: number; body: string }> {
  if (sent.idempotencyKey === undefined || !principal) return run();
  const scope = {
    workspaceId: principal.workspaceId,
    principalId: principal.apiKey?.id ?? principal.userId,
    route: `${request.method} ${new URL(request.url).pathname}`,
    key: sent.idempotencyKey,
  };
  return answerOnce(ports.idempotency, scope, sent.rawBody, run, (error) => ({
    status: error.status,
    body: JSON.stringify(toProblem(error, traceId)),
  }));
}

/** The status and the body's text. A contract with one success status needs no `Reply`. */
function encode(ports: HttpPorts, contract: ApiContract, result: unknown): { status: number; body: string } {
  const { status, body } =
    result instanceof Reply
      ? (result as Reply<number, unknown>)
      : { status: Number(Object.keys(contract.responses)[0]), body: result };
  const schema = contract.responses[status];
  if (schema === undefined) throw new Error(`${contract.method} ${contract.path} does not describe status ${status}`);
  if (schema === null) return { status, body: '' };
  if (ports.checkResponses) schema.parse(body);
  return { status, body: JSON.stringify(body) };
}

function jsonResponse(answered: { status: number; body: string }, traceId: string): Response {
  const headers = apiHeaders(traceId);
  if (answered.body === '') return new Response(null, { status: answered.status, headers });
  headers.set('content-type', answered.status >= 400 ? 'application/problem+json' : 'application/json');
  // Known in advance: the web server then leaves small answers as they are, which costs less than compressing them.
  headers.set('content-length', String(Buffer.byteLength(answered.body)));
  return new Response(answered.body, { status: answered.status, headers });
}

function streamResponse(
  ports: HttpPorts,
  request: Request,
  { principal }: Asker,
  events: AsyncIterable<StreamEvent>,
  abort: AbortController,
  traceId: string,
): Response {
  if (ports.stopping.aborted) abort.abort();
  else ports.stopping.addEventListener('abort', () => abort.abort(), { once: true, signal: abort.signal });
  return eventStream({
    events,
    traceId,
    abort,
    isStillGood: () =>
      principal ? ports.authenticator.isStillGood(request.headers, principal) : Promise.resolve(true),
    onError: (error) => ports.logger.error({ err: error, traceId }, 'event stream failed'),
  });
}
