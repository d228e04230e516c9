import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { clientName, serverSnippets, type Snippet, type SnippetId, type SnippetTarget } from './snippets.ts';

const target: SnippetTarget = {
  url: 'http://127.0.0.1:3001/mcp/acme/find-countries',
  name: 'find-countries',
  key: 'tw_secret',
  tool: { name: 'find_countries', arguments: { region: "Côte d'$HOME `x` \\ !", minPopulation: 5 } },
};
const snippet = (id: SnippetId, given: SnippetTarget = target): Snippet => {
  const found = serverSnippets(given).find((one) => one.id === id);
  if (!found) throw new Error(`No snippet ${id}`);
  return found;
};
/** The arguments that a shell makes of a command, with its program replaced by one that prints them. */
const shellArguments = (command: string): string[] => {
  const print = `${JSON.stringify(process.execPath)} -e 'console.log(JSON.stringify(process.argv.slice(1)))' --`;
  const text = command.replace(/^\w+/, print);
  return JSON.parse(execFileSync('/bin/sh', ['-c', text], { encoding: 'utf8' })) as string[];
};

describe('Claude Code', () => {
  it('is a command that a shell reads as meant', () => {
    expect(shellArguments(snippet('claudeCode').text)).toEqual([
      'mcp',
      'add',
      '--transport',
      'http',
      'find-countries',
      target.url,
      '--header',
      'Authorization: Bearer tw_secret',
    ]);
  });

  it('has a project file', () => {
    const { text, file } = snippet('claudeProject');
    expect(file).toBe('.mcp.json');
    expect(JSON.parse(text)).toEqual({
      mcpServers: {
        'find-countries': { type: 'http', url: target.url, headers: { Authorization: 'Bearer tw_secret' } },
      },
    });
  });
});

describe('Cursor', () => {
  it('installs the same server by link as by file', () => {
    const { text, link } = snippet('cursor');
    const url = new URL(link ?? '');
    const config: unknown = JSON.parse(Buffer.from(url.searchParams.get('config') ?? '', 'base64').toString('utf8'));
    expect(url.href).toMatch(/^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?/);
    expect(url.searchParams.get('name')).toBe('find-countries');
    expect(JSON.parse(text)).toEqual({ mcpServers: { 'find-countries': config } });
    expect(config).toEqual({ url: target.url, headers: { Authorization: 'Bearer tw_secret' } });
  });
});

describe('VS Code', () => {
  it('asks for the key instead of writing it into the file', () => {
    const { text } = snippet('vscode');
    expect(text).not.toContain('tw_secret');
    const { servers, inputs } = JSON.parse(text) as {
      servers: Record<string, { headers: object }>;
      inputs: { id: string }[];
    };
    expect(servers['find-countries']?.headers).toEqual({ Authorization: `Bearer \${input:${inputs[0]?.id}}` });
  });

  it('has a link that installs it', () => {
    const encoded = snippet('vscode').link?.replace('vscode:mcp/install?', '') ?? '';
    expect(JSON.parse(decodeURIComponent(encoded))).toMatchObject({
      name: 'find-countries',
      type: 'http',
      url: target.url,
    });
  });
});

describe('curl', () => {
  it('sends the body and headers that the protocol asks for, whatever the arguments hold', () => {
    const parts = shellArguments(snippet('curl').text);
    const body: unknown = JSON.parse(parts[parts.indexOf('-d') + 1] ?? '');
    expect(body).toMatchObject({
      method: 'tools/call',
      params: { name: 'find_countries', arguments: target.tool?.arguments },
    });
    expect(parts).toContain('Mcp-Name: find_countries');
    expect(parts).toContain('Authorization: Bearer tw_secret');
  });

  it('lists the tools when it knows none', () => {
    const { tool: _tool, ...rest } = target;
    expect(snippet('curl', rest).text).toContain('Mcp-Method: tools/list');
  });
});

describe('all of them', () => {
  it('leave a place for the key when there is none', () => {
    for (const { text, link } of serverSnippets({ ...target, key: null })) {
      expect(`${text}${link ?? ''}`).not.toContain('null');
      expect(text).not.toContain('tw_');
    }
  });

  it.each([
    ['my server; rm -rf /', 'my-server-rm-rf'],
    ['$(x)', 'x'],
    ['한국어', 'toolwright'],
    ['a'.repeat(100), 'a'.repeat(64)],
  ])('make a safe name of %j', (name, safe) => {
    expect(clientName(name)).toBe(safe);
  });
});
