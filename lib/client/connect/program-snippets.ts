import { pretty, programAuthorization, shellQuote, type Snippet, type SnippetTarget } from './snippet.ts';

export function sdk(target: SnippetTarget): Snippet {
  const authorization = programAuthorization(target);
  const url = `new URL(${JSON.stringify(target.url)})`;
  const transport =
    authorization === null
      ? `new StreamableHTTPClientTransport(${url})`
      : `
  new StreamableHTTPClientTransport(${url}, {
    requestInit: { headers: { Authorization: ${JSON.stringify(authorization)} } },
  }),
`;
  const call = target.tool
    ? `\nconst result = await client.callTool(${pretty({ name: target.tool.name, arguments: target.tool.arguments })});\nconsole.log(result.structuredContent ?? result.content);`
    : '';
  return {
    id: 'sdk',
    language: 'typescript',
    file: 'client.ts',
    text: `// npm install @modelcontextprotocol/client
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const client = new Client({ name: 'my-app', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(${transport});

const { tools } = await client.listTools();
console.log(tools.map((tool) => tool.name));
${call}
await client.close();
`,
  };
}

/** For version 2 of the Python SDK. */
export function python(target: SnippetTarget): Snippet {
  const authorization = programAuthorization(target);
  const url = pythonLiteral(target.url);
  const imports = ['import asyncio', '', 'from mcp import Client'];
  if (authorization !== null) {
    imports.push('from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client');
  }
  const opening =
    authorization === null
      ? [`    async with Client(${url}) as client:`]
      : [
          `    http = create_mcp_http_client(headers={"Authorization": ${pythonLiteral(authorization)}})`,
          `    async with http, Client(streamable_http_client(${url}, http_client=http)) as client:`,
        ];
  const call = target.tool
    ? [
        `        result = await client.call_tool(${pythonLiteral(target.tool.name)}, ${pythonLiteral(target.tool.arguments)})`,
        '        print(result.structured_content or result.content)',
      ]
    : [];
  const lines = [
    '# pip install "mcp>=2"',
    ...imports,
    '',
    '',
    'async def main():',
    ...opening,
    '        tools = await client.list_tools()',
    '        print([tool.name for tool in tools.tools])',
    ...call,
    '',
    '',
    'asyncio.run(main())',
    '',
  ];
  return { id: 'python', language: 'python', file: 'client.py', text: lines.join('\n') };
}

/** A JSON value as Python writes it. The escapes of JSON's texts mean the same in Python's. */
function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${pythonLiteral(member)}`);
  return `{${members.join(', ')}}`;
}

const VERSION = '2026-07-28';

/** One stateless request of revision 2026-07-28: a call when there is a tool, else the list. */
export function curl(target: SnippetTarget): Snippet {
  const { tool } = target;
  const method = tool ? 'tools/call' : 'tools/list';
  const authorization = programAuthorization(target);
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method,
    params: {
      ...tool,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': VERSION,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  };
  const headers = [
    ...(authorization === null ? [] : [`Authorization: ${authorization}`]),
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    `MCP-Protocol-Version: ${VERSION}`,
    `Mcp-Method: ${method}`,
    ...(tool ? [`Mcp-Name: ${tool.name}`] : []),
  ];
  const lines = [
    `curl -s ${shellQuote(target.url)}`,
    ...headers.map((header) => `  -H ${shellQuote(header)}`),
    `  -d ${shellQuote(JSON.stringify(body))}`,
  ];
  return { id: 'curl', language: 'shell', file: null, text: lines.join(' \\\n') };
}
