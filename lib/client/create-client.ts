import { api, type Api, type ApiName } from '#lib/contracts/api/index.ts';
import type {
  ApiContract,
  ContractBodyInput,
  ContractParams,
  ContractQueryInput,
  ContractResponse,
} from '#lib/contracts/api/contract.ts';
import { newTraceId } from '#lib/shared/ids.ts';
import type { McpExchange } from '#lib/contracts/api/server-connect.ts';
import { ApiProblem, readProblem } from './api-problem.ts';
import { followEvents, type EventStreamOptions } from './event-stream.ts';
import { responseOfEvents } from './mcp-exchange.ts';

export interface ClientOptions {
  /** Origin of the web app, such as `http://127.0.0.1:3000`; empty in the browser (same origin, session cookie). */
  baseUrl: string;
  /** An access token or an API key. */
  token?: string;
  /** Id or slug of the workspace that calls are about. */
  workspace?: string;
  fetch?: typeof fetch;
}

export interface CallControls {
  /** Gives the first answer again when the same call is repeated (execute, deploy). */
  idempotencyKey?: string;
  /** 32 hex digits: the trace to which the call belongs (`newTraceId`). An execution that it starts carries it. */
  traceId?: string;
  signal?: AbortSignal;
}

type Optional<K extends string, T> = undefined extends T ? { [P in K]?: T } : { [P in K]: T };

/** What a call takes: exactly the parts that its contract declares. */
export type CallInput<C extends ApiContract> = CallControls &
  (C extends { params: unknown } ? { params: ContractParams<C> } : unknown) &
  (C extends { query: unknown } ? { query?: ContractQueryInput<C> } : unknown) &
  (C extends { body: unknown } ? Optional<'body', ContractBodyInput<C>> : unknown) &
  (C extends { ifMatch: true }
    ? { /** The draft's revision on which the change is based. */ ifMatch: number }
    : unknown);

type Streams = { [N in ApiName]: Api[N] extends { stream: true } ? N : never }[ApiName];
/** Calls whose body or answer is a file's bytes. */
type Bytes = { [N in ApiName]: Api[N] extends { upload: true } | { download: true } ? N : never }[ApiName];
export type CallName = Exclude<ApiName, Streams | Bytes>;
type Arguments<C extends ApiContract> =
  Record<string, never> extends CallInput<C> ? [input?: CallInput<C>] : [input: CallInput<C>];

export interface ApiClient {
  /** Does one REST call. Throws `ApiProblem`. */
  call<N extends CallName>(name: N, ...input: Arguments<Api[N]>): Promise<ContractResponse<Api[N]>>;
  /** Stores a file. Throws `ApiProblem`. */
  uploadFile(
    bytes: Blob,
    options: { name: string; signal?: AbortSignal },
  ): Promise<ContractResponse<Api['uploadFile']>>;
  /** Where a signed-in person's browser finds the bytes of a file. */
  fileAddress(fileId: string): string;
  /** The same for a large value of a run. */
  valueAddress(place: ValuePlace): string;
  /** So many bytes of a large value of a run, from `start` on; `size` is that of all. Throws `ApiProblem`. */
  readValue(
    place: ValuePlace,
    range: { start: number; length: number; signal?: AbortSignal },
  ): Promise<{ bytes: Uint8Array; size: number; isText: boolean }>;
  /** One request of an MCP client to a workflow's server, made for whoever is signed in. Throws `ApiProblem`. */
  exchangeMcp(workflowId: string, exchange: McpExchange, signal?: AbortSignal): Promise<Response>;
  /** Follows an event stream until the returned function is called. */
  subscribe(name: 'streamEvents', options: EventStreamOptions): () => void;
  subscribe(name: 'streamExecution', options: EventStreamOptions & { params: { id: string } }): () => void;
}

type ValuePlace = ContractParams<Api['getExecutionValue']>;

/** The parts of any call, once its contract no longer matters. */
interface LooseInput extends CallControls {
  params?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  ifMatch?: number;
}

export function createClient(options: ClientOptions): ApiClient {
  const doFetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const base = `${options.baseUrl.replace(/\/$/, '')}/api/v1`;
  const credentials = (): Record<string, string> => ({
    ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
    ...(options.workspace ? { 'x-workspace': options.workspace } : {}),
  });

  const call = async (name: CallName, input: LooseInput = {}): Promise<unknown> => {
    const contract: ApiContract = api[name];
    const url = base + fillPath(contract.path, input.params ?? {}) + queryText(input.query ?? {});
    const response = await send(doFetch, url, {
      method: contract.method,
      headers: { ...credentials(), ...requestHeaders(contract, input) },
      body: contract.body ? JSON.stringify(input.body ?? {}) : null,
      signal: input.signal ?? null,
    });
    if (!response.ok) throw await readProblem(response);
    if (response.status === 204) return null;
    return response.json();
  };
  const subscribe = (name: Streams, { params, ...stream }: EventStreamOptions & { params?: { id: string } }) =>
    followEvents(doFetch, base + fillPath(api[name].path, params ?? {}), credentials(), stream);

  const uploadFile: ApiClient['uploadFile'] = async (bytes, { name, signal }) => {
    const response = await send(doFetch, base + api.uploadFile.path + queryText({ name: name.slice(-500) }), {
      method: 'POST',
      headers: { ...credentials(), 'content-type': bytes.type || 'application/octet-stream' },
      body: bytes,
      signal: signal ?? null,
    });
    if (!response.ok) throw await readProblem(response);
    return (await response.json()) as ContractResponse<Api['uploadFile']>;
  };
  const fileAddress = (id: string): string =>
    base + fillPath(api.getFileContent.path, { id }) + queryText({ workspace: options.workspace });

  const valuePath = (place: ValuePlace): string => base + fillPath(api.getExecutionValue.path, place);
  const valueAddress = (place: ValuePlace): string => valuePath(place) + queryText({ workspace: options.workspace });
  const readValue: ApiClient['readValue'] = async (place, { start, length, signal }) => {
    const headers = { ...credentials(), range: `bytes=${start}-${start + length - 1}` };
    const response = await send(doFetch, valuePath(place), { method: 'GET', headers, signal: signal ?? null });
    if (!response.ok) throw await readProblem(response);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const size = Number(response.headers.get('content-range')?.split('/')[1] ?? bytes.length);
    return { bytes, size, isText: (response.headers.get('content-type') ?? '').startsWith('text/') };
  };

  const exchangeMcp: ApiClient['exchangeMcp'] = async (id, exchange, signal) => {
    const response = await send(doFetch, base + fillPath(api.exchangeMcp.path, { id }), {
      method: 'POST',
      headers: { ...credentials(), 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(exchange),
      signal: signal ?? null,
    });
    if (!response.ok || !response.body) throw await readProblem(response);
    return responseOfEvents(response.body);
  };

  return { call: call as ApiClient['call'], subscribe, exchangeMcp, uploadFile, fileAddress, valueAddress, readValue };
}

async function send(doFetch: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await doFetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiProblem({ status: 0, code: 'network', title: 'The server could not be reached' }, cause);
  }
}

function requestHeaders(contract: ApiContract, input: LooseInput): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(contract.method === 'GET' ? {} : { 'content-type': 'application/json' }),
    ...(input.ifMatch === undefined ? {} : { 'if-match': `"${input.ifMatch}"` }),
    ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
    ...(input.traceId === undefined ? {} : { traceparent: traceparent(input.traceId) }),
  };
}

/** The header of W3C Trace Context (https://www.w3.org/TR/trace-context/#traceparent-header), with a span of its own. */
function traceparent(traceId: string): string {
  return `00-${traceId}-${newTraceId().slice(16)}-01`;
}

/** `/workflows/{id}` -> `/workflows/0198...`; every value is one encoded segment. */
export function fillPath(path: string, params: Record<string, string | number>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '' || value === '.' || value === '..') {
      throw new Error(`The path needs a value for "${name}"`);
    }
    return encodeURIComponent(String(value));
  });
}

export function queryText(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
