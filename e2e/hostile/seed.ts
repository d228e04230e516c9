import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient, type ApiClient } from '../../lib/client/create-client.ts';
import type { WorkflowDefinitionInput } from '../../lib/contracts/definition.ts';
import { openInstallation } from '../../scripts/operator/installation.ts';
import { names, prose, value } from './corpus.ts';
import { seedApps } from './seed-apps.ts';

export const PASSWORD = 'correct horse battery staple';

export interface Hostile {
  email: string;
  slug: string;
  /** Ids that a page's address may hold, by the folder before `[id]`. */
  ids: Readonly<Record<string, readonly string[]>>;
  /** The link of an invitation. */
  invitation: string;
  /** Where a client asks to be let in. */
  consent: string;
}

const at = (index: number): string => names[index % names.length]!;
/** Where `{{ }}` would be an expression, and an unknown name in it a reason not to run. */
const plain = (text: string): string => text.replaceAll('{{', '{ {');
const nodeAt = (index: number) => ({ x: 80 + (index % 4) * 300, y: 80 + Math.floor(index / 4) * 160 });

/** A workflow whose every text is hostile; it can be deployed and run, unless it is to have problems. */
function hostileDefinition(document: unknown, broken = false): WorkflowDefinitionInput {
  const schema = {
    type: 'object',
    title: at(1),
    description: prose,
    properties: Object.fromEntries(
      names.map((name, index) => [
        name,
        {
          type: index % 3 ? 'string' : 'array',
          title: at(index + 1),
          description: at(index + 2),
          examples: [at(index)],
        },
      ]),
    ),
  };
  const notes = names.map((_, index) => ({
    id: `note${index}`,
    key: `note${index}`,
    type: 'data.set',
    name: at(index),
    notes: `${at(index + 3)}\n${prose.slice(0, 2_000)}`,
    position: nodeAt(index + 4),
    config: { value: { [at(index)]: broken ? at(index + 1) : plain(at(index + 1)) } },
  }));
  return {
    schemaVersion: 1,
    nodes: [
      { id: 't', key: 'start', type: 'trigger.manual', name: at(0), position: nodeAt(0), config: { sample: value } },
      {
        id: 'tool',
        key: 'tool',
        type: 'trigger.tool',
        name: at(2),
        position: nodeAt(1),
        config: { name: 'hostile', title: at(3), description: prose.slice(0, 900), inputSchema: schema },
      },
      {
        id: 'code',
        key: 'code',
        type: 'data.code',
        name: at(4),
        position: nodeAt(2),
        config: {
          code: `// ${at(0)}\nfor (const text of input?.list ?? []) { console.log(text); console.error(text); }\nreturn input`,
        },
      },
      ...notes,
      {
        id: 'end',
        key: 'end',
        type: 'core.return',
        name: at(5),
        position: nodeAt(3),
        config: { value: { all: '{{ steps.code }}', document } },
      },
    ],
    edges: [
      { id: 'e1', source: { node: 't', port: 'out' }, target: { node: 'code', port: 'in' } },
      { id: 'e2', source: { node: 'tool', port: 'out' }, target: { node: 'code', port: 'in' } },
      ...notes.map(({ id }, index) => ({
        id: `n${index}`,
        source: { node: 'code', port: 'out' },
        target: { node: id, port: 'in' },
      })),
      ...notes.map(({ id }, index) => ({
        id: `r${index}`,
        source: { node: id, port: 'out' },
        target: { node: 'end', port: 'in' },
      })),
    ],
    layout: {
      groups: [{ id: 'g', title: at(6), position: { x: -20, y: -20 }, size: { width: 400, height: 300 } }],
      notes: [{ id: 'free', text: prose.slice(0, 9_000), position: { x: -320, y: 0 } }],
    },
  };
}

const failing: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    { id: 't', key: 'start', type: 'trigger.manual', name: at(7), config: {} },
    {
      id: 'f',
      key: 'fail',
      type: 'core.fail',
      name: at(8),
      position: { x: 320, y: 0 },
      config: { message: plain(prose) },
    },
  ],
  edges: [{ id: 'e1', source: { node: 't', port: 'out' }, target: { node: 'f', port: 'in' } }],
};
const throwing: WorkflowDefinitionInput = {
  ...failing,
  nodes: [
    failing.nodes[0]!,
    {
      id: 'f',
      key: 'code',
      type: 'data.code',
      name: at(9),
      config: { code: 'throw new Error(input.list.join("\\n"))' },
    },
  ],
};

/** An account whose every text is hostile, through the API alone; it operates the installation, too. */
export async function seedHostile(api: string): Promise<Hostile> {
  const email = `hostile-${process.pid}-${Date.now()}@example.com`;
  const anyone = createClient({ baseUrl: api });
  const { workspace, user } = await anyone.call('signUp', {
    body: { email, password: PASSWORD, name: at(0), workspaceName: at(1) },
  });
  const { accessToken } = await anyone.call('createToken', { body: { email, password: PASSWORD } });
  const client = createClient({ baseUrl: api, token: accessToken, workspace: workspace.id });
  const file = await client.uploadFile(new Blob(['<svg onload=pwned(30)>'], { type: 'image/svg+xml' }), {
    name: `${at(0)}.svg`,
  });
  const document = {
    $file: { id: file.id, name: file.name, mimeType: file.mimeType, size: file.size, sha256: file.sha256 },
  };
  for (const [index, name] of names.entries()) await seedRow(client, name, index);
  const runs: string[] = [];
  const workflows: string[] = [];
  for (const [index, definition] of [hostileDefinition(document), failing, throwing].entries()) {
    const created = await client.call('createWorkflow', {
      body: { name: at(index), description: prose.slice(0, 1_900), definition },
    });
    await client.call('updateWorkflow', {
      params: created,
      body: { tags: names.slice(0, 8).map((name) => name.slice(0, 50)) },
    });
    const run = await client.call('executeWorkflow', {
      params: created,
      body: { trigger: 'start', input: { ...value, document } },
    });
    workflows.push(created.id);
    runs.push(run.id);
  }
  const broken = await client.call('createWorkflow', {
    body: { name: at(3), definition: hostileDefinition(document, true) },
  });
  workflows.push(broken.id);
  await client.call('deployWorkflow', { params: { id: workflows[0]! }, body: { message: prose.slice(0, 490) } });
  const invitation = await seedPeople(api, client, { email, workspaceId: workspace.id });
  const consent = await seedApps(client);
  await inDatabase('UPDATE "user" SET is_operator = true WHERE id = $1', [user.id]);
  return {
    email,
    slug: workspace.slug,
    ids: { workflows, executions: runs, servers: workflows.slice(0, 1) },
    invitation,
    consent,
  };
}

/** One of each thing that has a name. */
async function seedRow(client: ApiClient, name: string, index: number): Promise<void> {
  const hosts = ['api.example.com'];
  await client.call('createWorkflow', { body: { name, description: at(index + 1) } });
  await client.call('createConnection', { body: { name, connector: 'bearer', hosts, fields: { token: 'secret' } } });
  await client.call('createApiKey', { body: { name } });
  const key = name.replace(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, 200);
  await client.call('putMemory', { query: { key }, body: { value: { [name]: name } } });
  await client.call('putVariable', {
    params: { name: `v${index}` },
    body: { value: index % 2 ? name : { [name]: name } },
  });
}

/** Other people with hostile names, their sign-ins with hostile programs, and an invitation, whose secret comes back. */
async function seedPeople(
  api: string,
  client: ApiClient,
  own: { email: string; workspaceId: string },
): Promise<string> {
  const invited = `invited-${Date.now()}@example.com`;
  for (const name of names.slice(0, 4)) {
    const email = `member-${process.pid}-${Date.now()}@example.com`;
    const { user } = await createClient({ baseUrl: api }).call('signUp', { body: { email, password: PASSWORD, name } });
    await inDatabase('UPDATE membership SET workspace_id = $1, role = $2 WHERE user_id = $3', [
      own.workspaceId,
      'editor',
      user.id,
    ]);
    const headers = { 'content-type': 'application/json', 'user-agent': name.replace(/[^\x20-\x7e]/g, '?') };
    const body = JSON.stringify({ email: own.email, password: PASSWORD });
    await fetch(`${api}/api/v1/auth/token`, { method: 'POST', headers, body });
  }
  await client.call('createInvitation', { body: { email: invited, role: 'viewer' } });
  return sentLink(invited, 'invitation');
}

async function inDatabase(sql: string, values: readonly unknown[]): Promise<void> {
  const installation = await openInstallation({ DATA_DIR: process.env.E2E_DATA_DIR! });
  try {
    await installation.db.pool.query(sql, [...values]);
  } finally {
    await installation.close();
  }
}

/** Without a mail server links are in the log of the web process. */
function sentLink(email: string, page: string): string {
  const log = readFileSync(path.join(process.env.E2E_DATA_DIR!, 'logs', 'web.log'), 'utf8').split('\n');
  const line = log.findLast((text) => text.includes(`"to":"${email}"`) && text.includes(`/${page}#`));
  return (JSON.parse(line!) as { link: string }).link;
}
