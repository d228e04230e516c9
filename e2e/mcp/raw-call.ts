import { request } from 'node:http';
import { createParser } from 'eventsource-parser';

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  signal?: AbortSignal;
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** One HTTP request exactly as given, `Host` and `Origin` included: no client in between that mends it. */
export function rawRequest(
  url: string,
  { method = 'POST', headers = {}, body, signal }: RawRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, setHost: !('host' in headers), agent: false, ...(signal && { signal }) };
    const call = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** The headers of a right 2026-07-28 `tools/call`. */
export function callHeaders(key: string, tool: string): Record<string, string> {
  return {
    authorization: `Bearer ${key}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': tool,
  };
}

export function callBody(tool: string, given: unknown, id: number | string = 1): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: tool, arguments: given, _meta: META },
  });
}

/** What a tool answered: the HTTP status, and of a result its parts. */
export interface ToolAnswer {
  status: number;
  isError: boolean;
  output: unknown;
  /** The execution that the answer names; null if there is none. */
  executionId: string | null;
}

/** One call over a connection of its own. Rejects when there is no whole answer within `withinMs`. */
export async function callTool(
  url: string,
  key: string,
  [tool, given]: readonly [name: string, given: unknown],
  withinMs = 30_000,
): Promise<ToolAnswer> {
  const { status, headers, text } = await rawRequest(url, {
    headers: callHeaders(key, tool),
    body: callBody(tool, given),
    signal: AbortSignal.timeout(withinMs),
  });
  const streamed = String(headers['content-type']).startsWith('text/event-stream');
  const { result } = JSON.parse(streamed ? lastEvent(text) : text) as {
    result?: { isError?: boolean; structuredContent?: unknown; _meta?: Record<string, unknown> };
  };
  const executionId = result?._meta?.['toolwright/executionId'];
  return {
    status,
    isError: result?.isError ?? false,
    output: result?.structuredContent,
    executionId: typeof executionId === 'string' ? executionId : null,
  };
}

/** An answer that takes its time comes as a stream, whose last event is the result. */
function lastEvent(text: string): string {
  let last = '';
  createParser({ onEvent: ({ data }) => (last = data) }).feed(text);
  return last;
}
