import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { run } from '#lib/runner/testing/run-workflow.ts';
import { aWorkflow } from '#lib/runner/testing/workflow-builder.ts';
import { extractInThread } from './extract-pool.ts';

const page = `<!doctype html><title> News </title><main><h1>Hello <b>you</b> &amp; all</h1>
  <a href="/a">A</a><a href="/b" title="">B</a><a>C</a><script>document.write('<p class=x>')</script></main>`;
const read = (values: object[], html: unknown = page): Promise<unknown> =>
  outputOf('data.html', { html: '{{ input }}', values }, html);
const failed = (values: object[], html: unknown = page) => errorOf('data.html', { html: '{{ input }}', values }, html);
const text = (selector: string, more: object = {}): object => ({ name: 'x', selector, ...more });

describe('data.html', { timeout: 30_000 }, () => {
  it('text, inner HTML, attributes; the first or all', async () => {
    const attribute = { take: 'attribute', attribute: 'href' };
    expect(
      await read([
        { name: 'title', selector: 'title' },
        { name: 'head', selector: 'h1', take: 'html' },
        { name: 'link', selector: 'a', ...attribute },
        { name: 'links', selector: 'main > a', ...attribute, all: true },
        { name: 'none', selector: 'table' },
        { name: 'nones', selector: 'table', all: true },
        { name: '__proto__', selector: 'b' },
      ]).then((output) => JSON.stringify(output)),
    ).toBe(
      '{"title":"News","head":"Hello <b>you</b> &amp; all","link":"/a","links":["/a","/b",null],"none":null,"nones":[],"__proto__":"you"}',
    );
  });
  it('runs nothing of the page', async () => {
    expect(await read([text('p.x')])).toEqual({ x: null });
  });
  it.each([
    ['a[', 'a['],
    ['unknown pseudo', 'a:nothing-like-that'],
  ])('%s: the error names the value', async (_name, selector) => {
    const error = await failed([text('a'), text(selector)]);
    expect(error).toMatchObject({ code: 'config_invalid', path: '/values/1/selector' });
  });
  it('an attribute without its name, and what is no text', async () => {
    expect(await failed([text('a', { take: 'attribute' })])).toMatchObject({ path: '/values/0/attribute' });
    expect(await failed([text('a')], [1])).toMatchObject({ code: 'config_invalid', path: '/html' });
  });
});

describe('data.html survives bombs', { timeout: 60_000 }, () => {
  const bombs: [string, string, object[], RegExp][] = [
    ['too long', 'x'.repeat(2 * 1024 * 1024 + 1), [text('a')], /^limit_exceeded$/],
    ['deep nesting', '<div>'.repeat(200_000), [text('html', { take: 'html' })], /^(limit_exceeded|timeout)$/],
    ['nested texts', `<div>${'x'.repeat(60_000)}`.repeat(30), [text('div', { all: true })], /^limit_exceeded$/],
    ['siblings', '<i></i>'.repeat(250_000), [text('b ~ i', { all: true })], /^timeout$/],
  ];
  it.each(bombs)('%s', async (_name, html, values, code) => {
    const began = performance.now();
    expect((await failed(values, html)).code).toMatch(code);
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(await read([text('title')])).toEqual({ x: 'News' });
  });
  it('the process goes on meanwhile, and another workspace is served', async () => {
    const slow = { html: '<i></i>'.repeat(250_000), values: [{ ...text('b ~ i'), take: 'text', all: true }] } as never;
    const signal = new AbortController().signal;
    const mine = Array.from({ length: 3 }, () => extractInThread(slow, { workspaceId: 'one', signal }));
    const began = performance.now();
    const other = { html: page, values: [{ ...text('title'), take: 'text', all: false }] } as never;
    const outcome = await extractInThread(other, { workspaceId: 'two', signal });
    expect(outcome).toEqual({ ok: true, output: { x: 'News' } });
    expect(performance.now() - began).toBeLessThan(9_000);
    await Promise.all(mine);
  });
  it('a canceled run ends the thread within a second', async () => {
    const values = [text('b ~ i', { all: true })];
    const workflow = aWorkflow()
      .node('start', 'trigger.manual')
      .node('node', 'data.html', { html: '{{ input }}', values })
      .chain('start', 'node')
      .build();
    const controller = new AbortController();
    const input = '<i></i>'.repeat(250_000);
    const running = run(workflow, { input, ports: memoryPorts(), signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const began = performance.now();
    controller.abort();
    expect((await running).status).toBe('canceled');
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
