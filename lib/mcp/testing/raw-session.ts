/** A 2025 client that is written by hand: it does what no good client would. */
export interface RawSession {
  id: string;
  /** Sends one JSON-RPC message, by default in the session. */
  send(message: object, headers?: Record<string, string>): Promise<Response>;
  /** Opens the stream of the server's own messages. */
  listen(headers?: Record<string, string>): Promise<Response>;
  /** Ends the session. */
  end(): Promise<Response>;
}

export const initializing = (capabilities: object = {}, protocolVersion = '2025-11-25'): object => ({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion, capabilities, clientInfo: { name: 'raw', version: '1' } },
});

/** Posts one message without a session. */
export function post(url: string, message: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2025-11-25',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  });
}

export async function openSession(
  url: string,
  capabilities: object = {},
  credentials: Record<string, string> = {},
): Promise<RawSession> {
  const answer = await post(url, initializing(capabilities), credentials);
  const id = answer.headers.get('mcp-session-id');
  await answer.text();
  if (id === null) throw new Error(`No session was given: ${answer.status}`);
  const named = { 'mcp-session-id': id, ...credentials };
  const bare = (method: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url, { method, headers: { accept: 'text/event-stream', ...named, ...headers } });
  await post(url, { method: 'notifications/initialized' }, named);
  return {
    id,
    send: (message, headers = {}) => post(url, message, { ...named, ...headers }),
    listen: (headers) => bare('GET', headers),
    end: () => bare('DELETE'),
  };
}

/** The JSON-RPC messages of an event stream, as they come. */
export async function* messagesOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      if (data) yield JSON.parse(data.slice(6)) as Record<string, unknown>;
    }
  }
}

/** The next message of a stream. */
export async function nextOf(messages: AsyncGenerator<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { value, done } = await messages.next();
  if (done) throw new Error('The stream has ended');
  return value;
}
