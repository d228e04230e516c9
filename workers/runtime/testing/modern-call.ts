/** What a 2026-07-28 request is answered with. */
export interface ModernAnswer {
  status: number;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: unknown };
}

export interface ModernClient {
  ask(method: string, params: Record<string, unknown>, options?: AskOptions): Promise<ModernAnswer>;
}

interface AskOptions {
  /** Of this request instead of the client's. */
  capabilities?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  progressToken?: string;
}

export const TASKS = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

/** A client of revision 2026-07-28 as bare as can be: nothing in between mends a request or an answer. Without a key it is nobody. */
export function modernClient(url: string, key: string | null, capabilities: object = TASKS): ModernClient {
  return {
    ask: async (method, params, options = {}) => {
      const _meta = {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': options.capabilities ?? capabilities,
        ...(options.progressToken !== undefined && { progressToken: options.progressToken }),
      };
      const answer = await fetch(url, {
        method: 'POST',
        ...(options.signal && { signal: options.signal }),
        headers: {
          ...(key !== null && { authorization: `Bearer ${key}` }),
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': method,
          ...nameHeader(params),
          ...options.headers,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
      });
      const text = await answer.text();
      const streamed = answer.headers.get('content-type')?.startsWith('text/event-stream');
      const message = streamed ? text.trim().split('\ndata: ').at(-1)! : text;
      return { status: answer.status, ...(JSON.parse(message) as Omit<ModernAnswer, 'status'>) };
    },
  };
}

function nameHeader({ name, taskId }: Record<string, unknown>): Record<string, string> {
  const named = name ?? taskId;
  return typeof named === 'string' ? { 'mcp-name': named } : {};
}
