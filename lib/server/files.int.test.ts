import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StoredFile } from '#lib/contracts/api/files.ts';
import { limits } from '#lib/contracts/limits.ts';
import { createValueStore } from '#lib/values/postgres-values.ts';
import { useWeb, type Answer, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();
let ada: SignedUp;
let eve: SignedUp;
beforeAll(async () => {
  [ada, eve] = [await web.signUp(), await web.signUp()];
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Sends a file as the body itself. */
const upload = (name: string, bytes: Uint8Array, type: string, person = ada): Promise<Answer<StoredFile>> =>
  web.call<StoredFile>('POST', `/files?name=${encodeURIComponent(name)}`, {
    token: person.token,
    body: bytes,
    headers: { 'content-type': type },
  });
const download = (id: string, headers: Record<string, string> = {}, person = ada): Promise<Response> =>
  web.open('GET', `/files/${id}/content`, { token: person.token, headers });
const rows = async (table: 'file' | 'file_chunk'): Promise<number> => {
  const { rows: counted } = await web.db.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return counted[0]!.count;
};

/** A form as a browser sends it. */
async function form(
  files: [name: string, bytes: Uint8Array<ArrayBuffer>, type: string][],
): Promise<{ body: Uint8Array; type: string }> {
  const data = new FormData();
  data.set('note', 'hello');
  for (const [name, bytes, type] of files) data.append('file', new File([bytes], name, { type }));
  const encoded = new Response(data);
  return { body: await encoded.bytes(), type: encoded.headers.get('content-type')! };
}

describe('upload', () => {
  test('the body itself: stored byte for byte, described, and recorded', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(40_000));
    const answer = await upload('보고서.pdf', bytes, 'application/pdf');
    expect(answer).toMatchObject({
      status: 201,
      json: { name: '보고서.pdf', mimeType: 'application/pdf', size: 40_000, sha256: sha256(bytes), executionId: null },
    });
    expect((await web.call('GET', `/files/${answer.json.id}`, { token: ada.token })).json).toEqual(answer.json);
    const audit = await web.call<{ items: object[] }>('GET', '/audit', { token: ada.token });
    expect(audit.json.items).toContainEqual(
      expect.objectContaining({ action: 'file.uploaded', targetId: answer.json.id }),
    );
  });

  test('a form with one file', async () => {
    const { body, type } = await form([['photo.png', Uint8Array.from([1, 2, 3]), 'image/png']]);
    const answer = await web.call<StoredFile>('POST', '/files', {
      token: ada.token,
      body,
      headers: { 'content-type': type },
    });
    expect(answer).toMatchObject({ status: 201, json: { name: 'photo.png', mimeType: 'image/png', size: 3 } });
    expect(Buffer.from(await (await download(answer.json.id)).bytes())).toEqual(Buffer.from([1, 2, 3]));
  });

  test('an empty file is a file', async () => {
    const { json } = await upload('empty.txt', new Uint8Array(), 'text/plain');
    expect(json).toMatchObject({ size: 0, sha256: sha256(new Uint8Array()) });
    expect((await download(json.id)).status).toBe(200);
  });

  test.each([
    ['no file', async () => form([])],
    [
      'two files',
      async () =>
        form([
          ['a', Uint8Array.from([1]), 'a/b'],
          ['b', Uint8Array.from([2]), 'a/b'],
        ]),
    ],
    [
      'half a form',
      async () => {
        const whole = await form([['a', new Uint8Array(2_000), 'a/b']]);
        return { ...whole, body: whole.body.subarray(0, 1_500) };
      },
    ],
    [
      'another boundary',
      async () => ({ ...(await form([['a', Uint8Array.from([1]), 'a/b']])), type: 'multipart/form-data; boundary=x' }),
    ],
    [
      'no boundary',
      async () => ({ ...(await form([['a', Uint8Array.from([1]), 'a/b']])), type: 'multipart/form-data' }),
    ],
  ])('a form with %s is refused, and nothing is left', async (_, broken) => {
    const before = [await rows('file'), await rows('file_chunk')];
    const { body, type } = await broken();
    const answer = await web.call('POST', '/files', { token: ada.token, body, headers: { 'content-type': type } });
    expect(answer, answer.text).toMatchObject({ status: 400, json: { code: 'malformed' } });
    expect([await rows('file'), await rows('file_chunk')]).toEqual(before);
  });

  test.each([
    ['../../../etc/passwd', 'passwd'],
    ['a\r\nSet-Cookie: b=c', 'aSet-Cookie_ b=c'],
    ['..', 'file'],
    ['C:\\secret\\plan.txt', 'plan.txt'],
    ['"><script>alert(1)</script>', 'script_'],
  ])('the name %j is cleaned', async (given, name) => {
    const { body, type } = await form([['PLACE', Uint8Array.from([1]), 'text/plain']]);
    const named = Buffer.from(
      Buffer.from(body)
        .toString('latin1')
        .replace('PLACE', () => given.replaceAll('"', '\\"')),
      'latin1',
    );
    const answers = [
      await upload(given, Uint8Array.from([1]), 'text/plain'),
      ...(/[\r\n"\\]/.test(given)
        ? []
        : [
            await web.call<StoredFile>('POST', '/files', {
              token: ada.token,
              body: named,
              headers: { 'content-type': type },
            }),
          ]),
    ];
    for (const answer of answers) {
      expect(answer, answer.text).toMatchObject({ status: 201, json: { name } });
      const disposition = (await download(answer.json.id)).headers.get('content-disposition')!;
      expect(disposition).toMatch(/^attachment; filename="[^"\\\r\n]*"; filename\*=UTF-8''[A-Za-z0-9%._~!-]*$/);
    }
  });
});

/** The route's own handler, for bodies that stream. */
async function stream(body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Promise<Response> {
  const { POST } = await import('../../app/api/v1/files/route.ts');
  const request = new Request('http://127.0.0.1:5210/api/v1/files?name=big.bin', {
    method: 'POST',
    headers: { host: '127.0.0.1:5210', authorization: `Bearer ${ada.token}`, ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
  return POST(request, { params: Promise.resolve({}) });
}

interface PiecesOptions {
  /** How the source fails after its last piece. */
  error?: Error;
  /** Called at every so many pieces. */
  every?: number;
  tell?: () => void;
}

function pieces(
  count: number,
  size: number,
  { error, every = count, tell }: PiecesOptions = {},
): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (sent < count) controller.enqueue(new Uint8Array(size).fill(++sent % 256));
        else if (error) controller.error(error);
        else controller.close();
        if (sent % every === 0) tell?.();
      },
    },
    { highWaterMark: 0 },
  );
}

test('U+0000 in a name is refused', async () => {
  const { body, type } = await form([['PLACE', Uint8Array.from([1]), 'text/plain']]);
  const named = Buffer.from(Buffer.from(body).toString('latin1').replace('PLACE', 'a\0b'), 'latin1');
  const headers = { 'content-type': type };
  expect((await web.call('POST', '/files', { token: ada.token, body: named, headers })).status).toBe(400);
  expect((await upload('a\0b', Uint8Array.from([1]), 'text/plain')).status).toBe(400);
});

describe('large files', () => {
  test('50 MiB stream in and out; what is alive meanwhile stays small', { timeout: 60_000 }, async () => {
    const PIECE = 64 * 1024;
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const alive = (): number => {
      collect();
      // What the first one let go is given back by the second.
      collect();
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      return arrayBuffers + heapUsed;
    };
    (await stream(pieces(64, PIECE))).body?.cancel();
    const before = alive();
    let peak = 0;
    const sample = (): void => {
      peak = Math.max(peak, alive() - before);
    };
    const response = await stream(pieces(limits.fileBytes / PIECE, PIECE, { every: 80, tell: sample }));
    const file = (await response.json()) as StoredFile;
    expect(file).toMatchObject({ size: limits.fileBytes });
    const hash = createHash('sha256');
    let read = 0;
    for await (const bytes of (await download(file.id)).body!) {
      hash.update(bytes);
      if ((read += 1) % 8 === 0) sample();
    }
    expect(hash.digest('hex')).toBe(file.sha256);
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(32 * 1024 * 1024);
    await web.call('DELETE', `/files/${file.id}`, { token: ada.token });
  });

  test('a byte more is refused, said or not, and nothing is left', { timeout: 60_000 }, async () => {
    const before = [await rows('file'), await rows('file_chunk')];
    const said = await stream(pieces(1, 10), { 'content-length': String(limits.fileBytes + 1) });
    expect([said.status, await said.json()]).toMatchObject([413, { code: 'too_large' }]);
    const unsaid = await stream(pieces(limits.fileBytes / (1024 * 1024) + 1, 1024 * 1024));
    expect([unsaid.status, await unsaid.json()]).toMatchObject([413, { code: 'too_large' }]);
    expect([await rows('file'), await rows('file_chunk')]).toEqual(before);
  });

  test('an upload that breaks off leaves nothing', async () => {
    const before = [await rows('file'), await rows('file_chunk')];
    const response = await stream(pieces(40, 64 * 1024, { error: new Error('connection lost') }));
    expect(response.status).toBe(400);
    expect([await rows('file'), await rows('file_chunk')]).toEqual(before);
  });
});

describe('download', () => {
  const text = 'abcdefghij';
  let file: StoredFile;
  beforeAll(async () => {
    file = (await upload('letters.txt', Buffer.from(text), 'text/plain')).json;
  });

  test('as an attachment that no browser runs', async () => {
    const response = await download(file.id);
    expect(await response.text()).toBe(text);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '10',
      'content-disposition': `attachment; filename="letters.txt"; filename*=UTF-8''letters.txt`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/\bsandbox\b/),
      'accept-ranges': 'bytes',
      etag: `"${file.sha256}"`,
      'cache-control': 'private, no-store, no-transform',
    });
  });

  test.each([
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/javascript',
    'application/xml',
    'no type',
    '',
  ])('%j leaves as plain bytes', async (type) => {
    const { json } = await upload('page.html', Buffer.from('<script>alert(1)</script>'), type);
    expect((await download(json.id)).headers.get('content-type')).toBe('application/octet-stream');
  });

  test('one range, over the border of stored pieces, too', async () => {
    const part = await download(file.id, { range: 'bytes=2-4' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', 'cde']);
    const big = crypto.getRandomValues(Buffer.alloc(65_536));
    const bytes = Buffer.concat(Array.from({ length: 40 }, () => big));
    const { json } = await upload('big', bytes, 'application/zip');
    const [start, end] = [1024 * 1024 - 10, 2 * 1024 * 1024 + 10];
    const middle = await download(json.id, { range: `bytes=${start}-${end - 1}` });
    expect(middle.headers.get('content-length')).toBe(String(end - start));
    expect(Buffer.from(await middle.bytes()).equals(bytes.subarray(start, end))).toBe(true);
  });

  test('conditions', async () => {
    const etag = `"${file.sha256}"`;
    expect((await download(file.id, { 'if-none-match': etag })).status).toBe(304);
    expect((await download(file.id, { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await download(file.id, { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await download(file.id, { range: 'bytes=0-1', 'if-range': '"old"' })).status).toBe(200);
    const beyond = await download(file.id, { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });
});

describe('whose it is', () => {
  test('a stranger finds nothing, by any call', async () => {
    const { json } = await upload('secret.txt', Buffer.from('secret'), 'text/plain');
    for (const [method, path] of [
      ['GET', `/files/${json.id}`],
      ['GET', `/files/${json.id}/content`],
      ['DELETE', `/files/${json.id}`],
    ] as const) {
      const answer = await web.call(method, path, { token: eve.token });
      expect(answer, path).toMatchObject({ status: 404, json: { code: 'not_found' } });
      expect(answer.text).not.toContain('secret');
    }
    const list = await web.call<{ items: StoredFile[] }>('GET', '/files', { token: eve.token });
    expect(list.json.items).toEqual([]);
    expect(await (await download(json.id)).text()).toBe('secret');
  });

  test('a key that is bound to a server sees its own uploads and no others', async () => {
    const { json: others } = await upload('a.txt', Buffer.from('a'), 'text/plain');
    const workflow = await web.call<{ id: string }>('POST', '/workflows', { token: ada.token, body: { name: 'W' } });
    const { json: key } = await web.call<{ key: string }>('POST', '/api-keys', {
      token: ada.token,
      body: { name: 'bound', servers: [workflow.json.id], scopes: ['api:read', 'api:write'] },
    });
    const own = await upload('b.txt', Buffer.from('b'), 'text/plain', { ...ada, token: key.key });
    expect(own.status).toBe(201);
    expect((await web.call('GET', `/files/${others.id}`, { token: key.key })).status).toBe(404);
    const list = await web.call<{ items: StoredFile[] }>('GET', '/files', { token: key.key });
    expect(list.json.items.map(({ id }) => id)).toEqual([own.json.id]);
  });

  test('a deleted file is gone with its bytes', async () => {
    const { json } = await upload('a.txt', Buffer.from('a'), 'text/plain');
    const before = await rows('file_chunk');
    expect((await web.call('DELETE', `/files/${json.id}`, { token: ada.token })).status).toBe(204);
    expect((await download(json.id)).status).toBe(404);
    expect(await rows('file_chunk')).toBe(before - 1);
  });

  test('files go with their workspace', async () => {
    const person = await web.signUp();
    const { json } = await upload('a.txt', Buffer.from('a'), 'text/plain', person);
    await web.db.pool.query('DELETE FROM workspace WHERE id = $1', [person.workspace.id]);
    const { rows: left } = await web.db.pool.query('SELECT 1 FROM file_chunk WHERE file_id = $1', [json.id]);
    expect(left).toEqual([]);
  });
});

describe('quota', () => {
  const small = () => createValueStore({ pool: web.db.pool, quotaOf: () => 100 });
  const about = (workspaceId: string, atMostBytes: number | null) => ({
    workspaceId,
    name: 'a',
    mimeType: 'a/b',
    executionId: null,
    workflowId: null,
    createdById: null,
    atMostBytes,
  });
  async function* bytes(size: number): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(size);
  }

  test('is never passed, also by uploads side by side', async () => {
    const { workspace } = await web.signUp();
    const store = small();
    const ends = await Promise.allSettled(
      Array.from({ length: 8 }, () => store.put(about(workspace.id, 30), bytes(30))),
    );
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(ends.filter((end) => end.status === 'rejected').map((end) => (end.reason as { code: string }).code)).toEqual(
      Array.from({ length: 5 }, () => 'quota_exceeded'),
    );
    await expect(store.put(about(workspace.id, null), bytes(11))).rejects.toMatchObject({ code: 'quota_exceeded' });
    expect((await store.put(about(workspace.id, null), bytes(10))).size).toBe(10);
    await expect(store.put(about(workspace.id, null), bytes(1))).rejects.toMatchObject({ code: 'quota_exceeded' });
  });

  test('more than was announced is refused', async () => {
    const { workspace } = await web.signUp();
    await expect(small().put(about(workspace.id, 5), bytes(6))).rejects.toMatchObject({ code: 'quota_exceeded' });
  });
});
