import {
  Client,
  ProtocolError,
  StreamableHTTPClientTransport,
  UriTemplate,
  type ElicitResult,
  type FetchLike,
  type Prompt,
  type Resource,
  type ResourceTemplateType,
  type Tool,
} from '@modelcontextprotocol/client';

/** Revisions that stand for the two eras of the protocol. */
export const eras = ['2026-07-28', '2025-11-25'] as const;
export type Era = (typeof eras)[number];

/** What a server offers to whoever asks. */
export interface Offer {
  tools: Tool[];
  prompts: Prompt[];
  resources: Resource[];
  templates: ResourceTemplateType[];
}

export type Action =
  | { kind: 'tool'; name: string; arguments: Record<string, unknown> }
  | { kind: 'prompt'; name: string; arguments: Record<string, string> }
  | { kind: 'resource'; uri: string };

/** A question of the server, in the middle of a call. */
export interface Question {
  message: string;
  /** Of an object with flat members; null: a page has to be opened. */
  schema: Record<string, unknown> | null;
  url: string | null;
}
export type QuestionAnswer = ElicitResult;

/** Something that a server says before its answer. */
export interface Notice {
  kind: 'progress' | 'log';
  text: string;
  progress?: number;
  total?: number;
}

export interface Session {
  readonly offer: Offer;
  /** Rejects with what `failureOf` reads. */
  run(action: Action, signal: AbortSignal): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

interface SessionOptions {
  era: Era;
  url: string;
  fetch: FetchLike;
  onQuestion: (question: Question) => Promise<QuestionAnswer>;
  onNotice: (notice: Notice) => void;
}

/** A call may wait for a person or a long run for so long (ms). */
const CALL_MS = 30 * 60_000;

/** Connects a client of the SDK, pinned to one era, and reads what the server offers. */
export async function openSession({ era, url, fetch, onQuestion, onNotice }: SessionOptions): Promise<Session> {
  const client = new Client(
    { name: 'toolwright-playground', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: {}, url: {} } },
      versionNegotiation: { mode: era === '2025-11-25' ? 'legacy' : { pin: era } },
    },
  );
  client.setRequestHandler('elicitation/create', ({ params }) =>
    'url' in params
      ? onQuestion({ message: params.message, schema: null, url: params.url })
      : onQuestion({ message: params.message, schema: { ...params.requestedSchema }, url: null }),
  );
  client.setNotificationHandler('notifications/message', ({ params }) => {
    const text = typeof params.data === 'string' ? params.data : JSON.stringify(params.data);
    onNotice({ kind: 'log', text: `${params.level}: ${text}` });
  });
  const transport = new StreamableHTTPClientTransport(new URL(url), { fetch });
  await client.connect(transport);
  const offer = await readOffer(client);
  return {
    offer,
    run: (action, signal) => run(client, action, { signal, onNotice, era }),
    close: async () => {
      // Of the older era: the server need not keep it until it is idle for long.
      await transport.terminateSession().catch(() => undefined);
      await client.close();
    },
  };
}

async function readOffer(client: Client): Promise<Offer> {
  const can = client.getServerCapabilities() ?? {};
  const [tools, prompts, resources, templates] = await Promise.all([
    can.tools ? client.listTools() : { tools: [] },
    can.prompts ? client.listPrompts() : { prompts: [] },
    can.resources ? client.listResources() : { resources: [] },
    can.resources ? client.listResourceTemplates() : { resourceTemplates: [] },
  ]);
  return {
    tools: tools.tools,
    prompts: prompts.prompts,
    resources: resources.resources,
    templates: templates.resourceTemplates,
  };
}

async function run(
  client: Client,
  action: Action,
  { signal, onNotice, era }: { signal: AbortSignal; onNotice: (notice: Notice) => void; era: Era },
): Promise<Record<string, unknown>> {
  const options = {
    signal,
    timeout: CALL_MS,
    onprogress: ({ progress, total, message }: { progress: number; total?: number; message?: string }) =>
      onNotice({ kind: 'progress', text: message ?? '', progress, ...(total !== undefined && { total }) }),
  };
  // The newer era sends logs to whoever asks for them with a request.
  const _meta = era === '2025-11-25' ? {} : { _meta: { 'io.modelcontextprotocol/logLevel': 'debug' as const } };
  switch (action.kind) {
    case 'tool':
      return client.callTool({ name: action.name, arguments: action.arguments, ..._meta }, options);
    case 'prompt':
      return client.getPrompt({ name: action.name, arguments: action.arguments, ..._meta }, options);
    case 'resource':
      return client.readResource({ uri: action.uri, ..._meta }, options);
  }
}

/** What went wrong with a call, as far as the protocol says it. */
export function failureOf(error: unknown): { code: number | null; message: string; data?: unknown } {
  if (error instanceof ProtocolError) {
    return { code: error.code, message: error.message, ...(error.data !== undefined && { data: error.data }) };
  }
  return { code: null, message: error instanceof Error ? error.message : String(error) };
}

/** The variables of a URI template, in their order. */
export function variablesOf(template: string): string[] {
  return new UriTemplate(template).variableNames;
}

export function expandTemplate(template: string, values: Record<string, string>): string {
  return new UriTemplate(template).expand(values);
}
