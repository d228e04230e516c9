import { execFileSync, spawnSync } from 'node:child_process';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { clientName, serverSnippets, type Snippet, type SnippetId, type SnippetTarget } from './snippets.ts';

const target: SnippetTarget = {
  url: 'http://127.0.0.1:3001/mcp/acme/find-countries',
  name: 'find-countries',
  key: 'tw_secret',
  tool: { name: 'find_countries', arguments: { region: "Côte d'$HOME `x` \\ !", minPopulation: 5 } },
};
const hasPython = spawnSync('python3', ['--version']).status === 0;
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

describe('Claude Desktop', () => {
  it('has a bridge whose header stands in the environment', () => {
    const { mcpServers } = JSON.parse(snippet('claudeDesktop').text) as { mcpServers: Record<string, unknown> };
    expect(mcpServers['find-countries']).toEqual({
      command: 'npx',
      args: ['-y', 'mcp-remote', target.url, '--header', 'Authorization:${AUTHORIZATION}'],
      env: { AUTHORIZATION: 'Bearer tw_secret' },
    });
  });

  it('allows plain http by name, and signs in by itself', () => {
    const given = { ...target, url: 'http://mcp.lan/mcp/acme/x', access: 'oauth' } as const;
    const { mcpServers } = JSON.parse(snippet('claudeDesktop', given).text) as { mcpServers: Record<string, unknown> };
    expect(mcpServers['find-countries']).toEqual({
      command: 'npx',
      args: ['-y', 'mcp-remote', given.url, '--allow-http'],
    });
  });

  it('and ChatGPT have the address for their own forms', () => {
    for (const id of ['claude', 'chatgpt'] as const) {
      const { text, link, language } = snippet(id);
      expect([text, language]).toEqual([target.url, 'address']);
      expect(new URL(link ?? '').protocol).toBe('https:');
    }
  });
});

describe('VS Code', () => {
  it('asks for the key instead of writing it into the file or the link', () => {
    const { text, link } = snippet('vscode');
    expect(`${text}${decodeURIComponent(link ?? '')}`).not.toContain('tw_secret');
    const { servers, inputs } = JSON.parse(text) as {
      servers: Record<string, { headers: object }>;
      inputs: { id: string }[];
    };
    expect(servers['find-countries']?.headers).toEqual({ Authorization: `Bearer \${input:${inputs[0]?.id}}` });
  });

  it('has a link that installs it', () => {
    const encoded = snippet('vscode').link?.replace('vscode:mcp/install?', '') ?? '';
    const { servers, inputs } = JSON.parse(snippet('vscode').text) as {
      servers: Record<string, object>;
      inputs: object;
    };
    expect(JSON.parse(decodeURIComponent(encoded))).toEqual({
      name: 'find-countries',
      ...servers['find-countries'],
      inputs,
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

describe('Python', () => {
  it.skipIf(!hasPython)('is a program', () => {
    for (const given of [target, { ...target, access: 'public' } as const]) {
      const parsed = execFileSync('python3', ['-c', 'import ast, sys; print(ast.dump(ast.parse(sys.stdin.read())))'], {
        input: snippet('python', given).text,
        encoding: 'utf8',
      });
      expect(parsed).toContain(`Constant(value='${target.url}')`);
      expect(parsed.includes('Bearer tw_secret')).toBe(given === target);
    }
  });

  it.skipIf(!hasPython)('means the same arguments', () => {
    const given = { a: [true, false, null, 1.5, -2, '😀 "quoted" \\ \n'], "it's": { deep: {} } };
    const { text } = snippet('python', { ...target, tool: { name: 'x', arguments: given } });
    const literal = /call_tool\("x", (.*)\)$/m.exec(text)?.[1] ?? '';
    const script = 'import ast, json, sys; print(json.dumps(ast.literal_eval(sys.stdin.read())))';
    expect(JSON.parse(execFileSync('python3', ['-c', script], { input: literal, encoding: 'utf8' }))).toEqual(given);
  });
});

describe('where callers need no key', () => {
  it.each(['oauth', 'public'] as const)('none stands in what clients are given: %s', (access) => {
    for (const { id, text, link, linkNeedsKey } of serverSnippets({ ...target, access })) {
      const isProgram = ['sdk', 'python', 'curl'].includes(id);
      expect(`${text}${link ?? ''}`, id).not.toContain('tw_secret');
      expect(/authorization|\$\{input/i.test(text), id).toBe(access === 'oauth' && isProgram);
      expect(linkNeedsKey ?? false).toBe(false);
    }
  });
});

describe('all of them', () => {
  it('parse as what they are', () => {
    for (const { language, text, file } of serverSnippets(target)) {
      if (language === 'json') expect(JSON.parse(text)).toBeTypeOf('object');
      if (language === 'shell') execFileSync('/bin/sh', ['-n', '-c', text]);
      if (language === 'typescript') expect(stripTypeScriptTypes(text)).toContain('await client.connect(');
      expect(file === null).toBe(language === 'shell' || language === 'address');
    }
  });

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
