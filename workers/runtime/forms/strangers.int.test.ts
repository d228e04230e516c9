import { describe, expect, it, vi } from 'vitest';
import { createFormTokens } from '#lib/auth/form-tokens.ts';
import { createSession, endSession } from '#lib/db/sessions.ts';
import { newId } from '#lib/shared/ids.ts';
import { names } from '../../../e2e/hostile/corpus.ts';
import { addressOf, formOf, pageOf, randomPath, right, sheetOf, useForms, type Filled } from './testing/form-world.ts';

describe('forms and those who mean harm', () => {
  const { world, origin, live, get, post, fillIn, runs, inputOf } = useForms();

  it('hostile texts of builder and visitor are text, on the page and in what it shows', async () => {
    const principal = await world.newWorkspace();
    for (const text of names) {
      const path = randomPath();
      const schema = {
        type: 'object',
        properties: {
          [text]: { type: 'string', title: text, description: text, default: text },
          pick: { type: 'string', enum: [text, 'b'] },
        },
        required: ['pick'],
      };
      const config = { path, title: text, description: text, submitLabel: text.slice(0, 60), inputSchema: schema };
      await live(formOf(config, { echo: '{{ input }}', fields: '{{ input }}' }), principal);
      const address = addressOf(principal, path);
      const page = await pageOf(await get(address));
      const refused = await pageOf(await post(address, 'no sheet', { [text]: text }));
      const shown = await pageOf(await post(address, sheetOf(page), { [text]: text, pick: text }));
      for (const one of [page, refused, shown]) {
        expect(one('[data-hostile], script, iframe, img, base, link'), text).toHaveLength(0);
        const attributes = one('*')
          .get()
          .flatMap((element) => Object.keys('attribs' in element ? element.attribs : {}));
        expect(
          attributes.filter((name) => name.startsWith('on') || name === 'style'),
          text,
        ).toEqual([]);
        expect(one('form').length).toBeLessThanOrEqual(1);
      }
      expect(page('h1').text(), text).toBe(text);
      expect(refused('#field-0').attr('value'), text).toBe(text);
      expect(shown('pre').text(), text).toContain(JSON.stringify(text).slice(1, -1));
    }
  });

  it('names of fields are data, those of prototypes too', async () => {
    const path = randomPath();
    const inputSchema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
    ) as object;
    const { principal, id } = await live(formOf({ path, inputSchema }));
    await fillIn(addressOf(principal, path), JSON.parse('{"__proto__":"x","constructor":"y"}') as Filled);
    expect(JSON.stringify(await inputOf(principal, id))).toBe('{"__proto__":"x","constructor":"y"}');
  });

  it('other origins, other kinds of bodies, large ones and made-up sheets start nothing', async () => {
    const path = randomPath();
    const { principal, id } = await live(formOf({ path }));
    const other = await live(formOf({ path: randomPath() }), principal);
    const address = addressOf(principal, path);
    const sheet = sheetOf(await pageOf(await get(address)));
    expect((await post(address, sheet, right, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post(address, sheet, right, { origin: 'null' })).status).toBe(403);
    const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(right) };
    expect((await fetch(origin() + address, json)).status).toBe(415);
    expect((await post(address, sheet, { ...right, message: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await fetch(origin() + address, { method: 'PUT' })).status).toBe(405);
    const tokens = createFormTokens(world.config.authSecret);
    const foreign = await tokens.issueSheet(`${other.id} form`, null, Date.now());
    const old = await tokens.issueSheet(`${id} form`, null, Date.now() - 13 * 3_600_000);
    for (const wrong of ['', 'x', foreign, old, `${sheet}x`]) {
      const response = await post(address, wrong, right);
      const page = await pageOf(response);
      expect(response.status).toBe(422);
      expect(page('[role=alert]').text()).toContain('This page was open for a long time.');
      expect(page('#field-0').attr('value'), 'what was filled in is kept').toBe('ada@example.com');
    }
    expect(await runs(principal, id)).toEqual([]);
  });

  it('an address sends twenty a minute', async () => {
    const path = randomPath();
    const { principal, id } = await live(formOf({ path, respond: 'immediately' }));
    const answers = await Promise.all(Array.from({ length: 25 }, () => fillIn(addressOf(principal, path), right)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect((await pageOf(refused[0]!))('h1').text()).toBe('Please try again soon');
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await runs(principal, id)).toHaveLength(25 - refused.length);
  });

  it('for members: by a pass of their session, which is looked at again when they send', async () => {
    const path = randomPath();
    const { principal, id } = await live(formOf({ path, access: 'members' }, 'Hello {{ input.submittedBy.name }}'));
    const address = addressOf(principal, path);
    const entrance = await get(address);
    expect([entrance.status, entrance.headers.get('location')]).toEqual([
      303,
      `${world.config.publicUrl}/${principal.workspaceSlug}/forms/${path}`,
    ]);
    const session = async (userId: string): Promise<string> => {
      const sessionId = newId();
      const expiresAt = Date.now() + 3_600_000;
      await world.deps.db.transaction((tx) =>
        createSession(tx, { id: sessionId, userId, kind: 'browser', userAgent: null, expiresAt }),
      );
      return sessionId;
    };
    const tokens = createFormTokens(world.config.authSecret);
    const passTo = (form: string, { userId, sessionId }: { userId: string; sessionId: string }, now = Date.now()) =>
      tokens.issuePass({ userId, sessionId, form }, now);
    const member = { userId: principal.userId, sessionId: await session(principal.userId) };
    const stranger = await world.newWorkspace();
    const other = { userId: stranger.userId, sessionId: await session(stranger.userId) };
    const form = `${principal.workspaceSlug}/${path}`;
    const wrong = [
      'x',
      await passTo(`${principal.workspaceSlug}/other`, member),
      await passTo(form, other),
      await passTo(form, member, Date.now() - 180_000),
    ];
    for (const pass of wrong) expect((await get(`${address}?pass=${pass}`)).status).toBe(403);
    const page = await pageOf(await get(`${address}?pass=${await passTo(form, member)}`));
    expect(page('.who').text()).toBe(`You answer as Kim (${principal.email}).`);
    expect(page('form').attr('action')).toBe(`./${path}`);
    const answered = await post(address, sheetOf(page), { ...right, submittedBy: 'somebody else' });
    expect((await pageOf(answered))('.lead').text().trim()).toBe('Hello Kim');
    expect(await inputOf(principal, id)).toMatchObject({
      submittedBy: { id: principal.userId, name: 'Kim', email: principal.email },
    });
    const publicSheet = await tokens.issueSheet(`${id} form`, null, Date.now());
    expect((await post(address, publicSheet, right)).status).toBe(403);
    const again = await pageOf(await get(`${address}?pass=${await passTo(form, member)}`));
    await world.deps.db.transaction((tx) => endSession(tx, { ...member, now: Date.now() }));
    await vi.waitFor(async () => expect((await post(address, sheetOf(again), right)).status).toBe(403), {
      timeout: 10_000,
      interval: 200,
    });
    expect((await runs(principal, id)).length).toBeLessThanOrEqual(2);
  });
});
