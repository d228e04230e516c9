import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createTaskSessionFromClient, type TaskEnabledSession } from '@modelcontextprotocol/ext-tasks/client';
import { rawRequest } from '../../../e2e/mcp/raw-call.ts';

const clientInfo = { name: 'e2e', version: '1.0.0' };
const clientCapabilities = { elicitation: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } };
const PROTOCOL = '2026-07-28';

/** The extension's own client on the SDK v2 client. `name`: what it answers whoever asks for one. */
export async function taskClient(
  url: string,
  key: string,
  name: string,
): Promise<TaskEnabledSession & AsyncDisposable> {
  const headers = { Authorization: `Bearer ${key}` };
  const client = new Client(clientInfo, { capabilities: clientCapabilities, versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const session = createTaskSessionFromClient(client, {
    endpointId: url,
    v2RequestFraming: { protocolVersion: PROTOCOL, clientInfo, clientCapabilities },
    // The SDK's client refuses what it does not know of: the extension's messages go their own way.
    rawDispatch: async (request) => (await ask(url, key, request as unknown as RawMessage)) as never,
    onInputRequest: async () => ({ action: 'accept', content: { name } }) as never,
  });
  return Object.assign(session, {
    [Symbol.asyncDispose]: async () => {
      await session.close();
      await client.close();
    },
  });
}

interface RawMessage {
  method: string;
  params?: { name?: string; taskId?: string };
}

async function ask(url: string, key: string, message: RawMessage): Promise<unknown> {
  const named = message.params?.name ?? message.params?.taskId;
  const { headers, text } = await rawRequest(url, {
    headers: {
      authorization: `Bearer ${key}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': PROTOCOL,
      'mcp-method': message.method,
      ...(named !== undefined && { 'mcp-name': named }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: crypto.randomUUID(), ...message }),
  });
  const streamed = String(headers['content-type']).startsWith('text/event-stream');
  return JSON.parse(streamed ? text.trim().split('\ndata: ').at(-1)! : text);
}
