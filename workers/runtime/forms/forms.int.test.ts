import { describe, expect, it, vi } from 'vitest';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { stopDeployment } from '#lib/services/deployments/stop-deployment.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { getWebhookListener, listenWebhook } from '#lib/services/webhooks/listen-webhook.ts';
import { addressOf, formOf, pageOf, randomPath, right, sheetOf, useForms } from './testing/form-world.ts';

describe('forms', () => {
  const { world, origin, live, get, post, fillIn, runs, inputOf } = useForms();
  const ended = (principal: Principal, id: string): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const [run] = await runs(principal, id);
        expect(run && isEnded(run.status)).toBe(true);
        return getExecution(world.deps, principal, { id: run!.id });
      },
      { timeout: 20_000, interval: 50 },
    );

  it('is a page without scripts that asks for its fields, each with its label', async () => {
    const path = randomPath();
    const { principal } = await live(formOf({ path, description: 'Two lines\nof text', submitLabel: 'Send it' }));
    const response = await get(addressOf(principal, path));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('set-cookie')).toBeNull();
    const page = await pageOf(response);
    expect([page('h1').text(), page('title').text(), page('button').text()]).toEqual([
      'Feedback',
      'Feedback',
      'Send it',
    ]);
    expect(page('script, iframe, img, link, [style], [onclick]')).toHaveLength(0);
    expect(page('label[for=field-0]').text()).toBe('Your e-mail');
    expect(page('#field-0').attr()).toMatchObject({ type: 'email', name: 'f.email', autocomplete: 'email' });
    expect(page('#field-1').attr()).toMatchObject({ inputmode: 'numeric', name: 'f.stars' });
    expect(
      page('input[type=radio]')
        .map((_, one) => page(one).attr('value'))
        .get(),
    ).toEqual(['Praise', 'Problem']);
    expect(page('input[name="f.more"]')).toHaveLength(3);
    expect(page('textarea')).toHaveLength(2);
    expect(page('input[type=checkbox][name="f.agree"]')).toHaveLength(1);
    expect(page('footer').text()).toContain('Test asks this with Toolwright.');
  });

  it('runs with what was filled in, as the schema wants it, and shows what the run returns', async () => {
    const path = randomPath();
    const { principal, id } = await live(formOf({ path }, 'Thank you, {{ input.email }}: {{ input.stars + 1 }}'));
    const response = await fillIn(addressOf(principal, path), {
      ...right,
      stars: '4',
      topic: 'Problem',
      more: ['a', 'c'],
      lines: ' one \r\n\r\ntwo',
      message: 'a\r\nb',
    });
    expect(response.status).toBe(200);
    expect((await pageOf(response))('.lead').text().trim()).toBe('Thank you, ada@example.com: 5');
    expect(await runs(principal, id)).toMatchObject([
      { status: 'success', trigger: 'form', triggerKey: 'form', mode: 'direct', version: 1 },
    ]);
    expect(await inputOf(principal, id)).toEqual({
      email: 'ada@example.com',
      stars: 4,
      topic: 'Problem',
      more: ['a', 'c'],
      lines: ['one', 'two'],
      message: 'a\nb',
      agree: true,
    });
    const filter = { trigger: 'form', limit: 5 } as const;
    expect((await listExecutions(world.deps, principal, filter)).items).toHaveLength(1);
    expect((await listExecutions(world.deps, principal, { ...filter, trigger: 'webhook' })).items).toEqual([]);
  });

  it('what does not fit stays on the page with the reason beside it, and nothing runs', async () => {
    const path = randomPath();
    const { principal, id } = await live(formOf({ path }));
    const address = addressOf(principal, path);
    const wrong = { email: 'ada', stars: '9', topic: 'Other', message: 'x'.repeat(21) };
    const response = await fillIn(address, wrong);
    expect(response.status).toBe(422);
    const page = await pageOf(response);
    expect(page('[role=alert]').text()).toContain('Please look at the marked fields.');
    expect(
      page('.fault')
        .map((_, one) => page(one).text())
        .get(),
    ).toEqual([
      'Enter an e-mail address, such as name@example.com.',
      'Enter 5 or less.',
      'Choose one of the options.',
      'Enter 20 characters or fewer.',
      'Please tick this.',
    ]);
    expect(page('#field-0').attr()).toMatchObject({
      value: 'ada',
      'aria-invalid': 'true',
      'aria-describedby': 'field-0-fault',
      autofocus: '',
    });
    expect(page('#field-1').attr('value')).toBe('9');
    expect(page('textarea').last().text()).toContain('x'.repeat(21));
    expect(await runs(principal, id)).toEqual([]);
    const fixed = await post(address, sheetOf(page), right);
    expect(fixed.status).toBe(200);
    expect(await runs(principal, id)).toHaveLength(1);
  });

  it('speaks the language of whoever reads', async () => {
    const path = randomPath();
    const { principal } = await live(formOf({ path }));
    const korean = { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.5' };
    const page = await pageOf(await get(addressOf(principal, path), korean));
    expect([page('html').attr('lang'), page('button').text()]).toEqual(['ko', '보내기']);
    const refused = await pageOf(await post(addressOf(principal, path), sheetOf(page), {}, korean));
    expect(refused('.fault').first().text()).toBe('입력해 주세요.');
    const closed = await pageOf(await get(addressOf(principal, 'nothing'), korean));
    expect(closed('h1').text()).toBe('열려 있지 않은 폼입니다');
  });

  it('a page that is sent twice, or by many clicks, runs once, and shows the same', async () => {
    const path = randomPath();
    const { principal, id } = await live(formOf({ path }, 'Number {{ input.email }}'));
    const sheet = sheetOf(await pageOf(await get(addressOf(principal, path))));
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(addressOf(principal, path), sheet, right)));
    const shown = await Promise.all(answers.map(async (answer) => (await pageOf(answer))('.lead').text().trim()));
    expect(shown).toEqual(Array.from({ length: 5 }, () => 'Number ada@example.com'));
    expect(await runs(principal, id)).toHaveLength(1);
  });

  it('at once: thanks, in the words of whoever made it, for a run that a worker takes', async () => {
    const path = randomPath();
    const { principal, id } = await live(formOf({ path, respond: 'immediately', successMessage: 'See you\nsoon' }));
    const address = addressOf(principal, path);
    const sheet = sheetOf(await pageOf(await get(address)));
    const page = await pageOf(await post(address, sheet, right));
    expect([page('h1').text(), page('.lead').text()]).toEqual(['Thank you', 'See you\nsoon']);
    expect(page('.actions a').attr('href')).toBe(`./${path}`);
    await post(address, sheet, right);
    expect(await ended(principal, id)).toMatchObject({ status: 'success', trigger: 'form', mode: 'queued' });
    expect(await runs(principal, id)).toHaveLength(1);
  });

  it('goes on to an https page and to no other', async () => {
    const path = randomPath();
    const redirectUrl = 'https://example.com/thanks?from=form&x=1';
    const { principal } = await live(formOf({ path, redirectUrl, respond: 'immediately' }));
    const page = await pageOf(await fillIn(addressOf(principal, path), right));
    expect(page('meta[http-equiv=refresh]').attr('content')).toBe(`1;url=${redirectUrl}`);
    expect(page('.actions a').attr()).toMatchObject({ href: redirectUrl, rel: 'noreferrer' });
    const addresses = ['http://example.com', 'javascript:alert(1)', 'https://', 'https://a@b.com', ' https://x.y'];
    for (const wrong of [...addresses, 'https://x.y/\n', '//example.com', 'data:text/html,x']) {
      const id = await world.newWorkflow(principal, formOf({ path: randomPath(), redirectUrl: wrong }));
      await expect(deployWorkflow(world.deps, principal, { id }), wrong).rejects.toMatchObject({
        errors: [expect.objectContaining({ path: '/nodes/0/config/redirectUrl' })],
      });
    }
  });

  it('a "no" of the builder, a failure without its message, an object as a list', async () => {
    const principal = await world.newWorkspace();
    const [no, broken, list] = [randomPath(), randomPath(), randomPath()];
    await live(formOf({ path: no }, 'Sold out', true), principal);
    await live(formOf({ path: broken }, '{{ input.email.nope() }}'), principal);
    await live(formOf({ path: list }, { unitPrice: 12, 'ok?': true, tags: ['x', 'y'] }), principal);
    const refused = await fillIn(addressOf(principal, no), right);
    expect([refused.status, (await pageOf(refused))('.lead').text()]).toEqual([422, 'Sold out']);
    const failed = await fillIn(addressOf(principal, broken), right);
    const failedPage = await pageOf(failed);
    expect([failed.status, failedPage('h1').text()]).toEqual([500, 'Something went wrong']);
    expect(failedPage('code').text()).toMatch(/^[0-9a-f-]{36}$/);
    expect(failedPage.text()).not.toContain('nope');
    const shown = await pageOf(await fillIn(addressOf(principal, list), right));
    expect(
      shown('dt')
        .map((_, one) => shown(one).text())
        .get(),
    ).toEqual(['Unit price', 'ok?', 'Tags']);
    expect(
      shown('dd')
        .map((_, one) => shown(one).text().trim())
        .get(),
    ).toEqual(['12', 'Yes', 'xy']);
  });

  it('is closed kindly where nothing is open, and when its deployment stops', async () => {
    const path = randomPath();
    const { principal, deploymentId } = await live(formOf({ path }));
    const stranger = await world.newWorkspace();
    expect((await get(addressOf(stranger, path))).status).toBe(404);
    const sheet = sheetOf(await pageOf(await get(addressOf(principal, path))));
    await stopDeployment(world.deps, principal, { id: deploymentId });
    await vi.waitFor(async () => expect((await get(addressOf(principal, path))).status).toBe(404), { timeout: 10_000 });
    const late = await post(addressOf(principal, path), sheet, right);
    expect([late.status, (await pageOf(late))('h1').text()]).toEqual([404, 'This form is not open']);
  });

  it('an address has one live form; webhooks have addresses of their own', async () => {
    const path = randomPath();
    const { principal } = await live(formOf({ path }));
    const second = await world.newWorkflow(principal, formOf({ path }), 'Second');
    await expect(deployWorkflow(world.deps, principal, { id: second })).rejects.toMatchObject({
      errors: [expect.objectContaining({ code: 'form_path_taken', path: '/nodes/0/config/path' })],
    });
    const hook = { type: 'trigger.webhook', config: { path, method: 'ANY', auth: 'none', respond: 'whenFinished' } };
    await live(chain({ hook, end: { type: 'core.return', config: { value: 'hook' } } }), principal);
    expect(await (await fetch(`${origin()}/hooks/${principal.workspaceSlug}/${path}`)).text()).toBe('hook');
    expect((await get(addressOf(principal, path))).status).toBe(200);
  });

  it('is tried from the editor: the draft as it is, for whoever listens, and nothing runs', async () => {
    const path = randomPath();
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, formOf({ path }));
    const address = `/forms-test/${principal.workspaceSlug}/${path}`;
    expect((await get(address)).status).toBe(404);
    const listener = await listenWebhook(world.deps, principal, { id, nodeId: 'form' });
    expect(new URL(listener.url).pathname).toBe(address);
    const page = await pageOf(await get(address));
    expect(page('[role=alert]').text()).toContain('This is a test.');
    expect((await post(address, sheetOf(page), {})).status).toBe(422);
    expect((await pageOf(await post(address, sheetOf(page), right)))('.lead').text()).toBe(
      'The editor has your answers.',
    );
    expect((await post(address, sheetOf(page), right)).status, 'only one').toBe(404);
    const heard = await getWebhookListener(world.deps, principal, { id, listenerId: listener.id });
    expect(heard).toMatchObject({ receivedAt: expect.any(String), input: { email: 'ada@example.com', agree: true } });
    expect(await runs(principal, id)).toEqual([]);
  });

  it('the same fields are checked when it is run by API', async () => {
    const { principal, id } = await live(formOf({ path: randomPath(), access: 'members' }));
    const submittedBy = { id: 'x', name: 'Kim', email: 'kim@example.com' };
    const execute = (input: object) => executeWorkflow(world.deps, principal, { id, mode: 'sync', input });
    await expect(execute({ email: 'x', agree: true })).rejects.toMatchObject({ code: 'invalid' });
    const input = { email: 'x@y.z', agree: true, submittedBy };
    expect((await execute(input)).execution).toMatchObject({ status: 'success', output: input });
  });
});
