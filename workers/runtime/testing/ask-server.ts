/** What a server said to one request. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: {
    result?: { content: { text: string }[]; isError?: boolean; tools?: { name: string }[] };
    error?: { code: number; message: string };
  };
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** One request of revision 2026-07-28, as a client without an SDK sends it. */
export async function ask(
  url: string,
  method: string,
  params: object = {},
  key: string | null = null,
): Promise<Answer> {
  const name = (params as { name?: string }).name;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': name }),
      ...(key !== null && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as Answer['json'] };
}

/** Calls a tool. */
export const call = (url: string, name: string, args: object = {}, key: string | null = null): Promise<Answer> =>
  ask(url, 'tools/call', { name, arguments: args }, key);
