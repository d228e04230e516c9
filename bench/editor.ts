import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type CDPSession, type Locator, type Page } from '@playwright/test';
import { createViteServer } from 'vitest/node';
import { workflowDefinitionSchema, type WorkflowDefinition } from '../lib/contracts/definition.ts';
import { signUp } from '../e2e/sign-up.ts';
import type { Product } from '../e2e/start-product.ts';
import type { BareCanvas } from './canvas/bare-canvas.ts';
import { table } from './table.ts';

const NODES = 1_000;
const COLUMNS = 25;
const VIEWPORT = { width: 1440, height: 900 };
/** In turn: ours, bare, ours, bare. */
const ROUNDS = 2;
const MOVES = 40;
const TYPED = 'a name that is typed';

/** One movement: frames a second, and what the page's thread computed for each event. */
interface Figures {
  fps: number;
  scriptMs: number;
}
type Moves = Record<'pan' | 'zoom' | 'drag', Figures>;

/**
 * The editor with a thousand nodes in real Chromium, beside a bare React Flow canvas that shows as many pictures of our
 * card. The whole graph is in view: nothing is left out by culling.
 */
export async function measureEditor(product: Product): Promise<string> {
  const definition = bigWorkflow();
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const bare = await startBare();
  try {
    const ours = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
    const openMs = await openEditor(ours, product, definition);
    const picture = await pictureOf(ours, definition);
    const theirs = await (await browser.newContext({ viewport: VIEWPORT })).newPage();
    await theirs.addInitScript((given: BareCanvas) => void (window.bareCanvas = given), picture);
    await theirs.goto(bare.url);
    await theirs
      .locator('.react-flow__node')
      .nth(NODES - 1)
      .waitFor();
    const rounds: { ours: Moves; theirs: Moves }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({ ours: await measureMoves(ours), theirs: await measureMoves(theirs) });
    }
    const typing = await measureTyping(ours);
    return `${report(rounds)}\nopened to the first card in ${openMs.toFixed(0)} ms; ${typing}`;
  } finally {
    await browser.close();
    await bare.stop();
  }
}

/** A chain in rows. */
function bigWorkflow(): WorkflowDefinition {
  const place = (at: number) => ({ x: (at % COLUMNS) * 300, y: Math.floor(at / COLUMNS) * 140 });
  const nodes = Array.from({ length: NODES }, (_, at) => ({
    id: `n${at}`,
    key: `step${at}`,
    type: at === 0 ? 'trigger.manual' : at === NODES - 1 ? 'core.return' : 'data.set',
    name: `Step ${at}`,
    position: place(at),
    config: at === 0 ? {} : { value: { number: `{{ input.number + ${at} }}` } },
  }));
  const edges = nodes.slice(1).map(({ id }, at) => ({
    id: `e${at}`,
    source: { node: `n${at}`, port: 'out' },
    target: { node: id, port: 'in' },
  }));
  return workflowDefinitionSchema.parse({ schemaVersion: 1, nodes, edges });
}

/** Signs a person in and opens the workflow with an empty cache. Milliseconds to the first card. */
async function openEditor(page: Page, product: Product, definition: WorkflowDefinition): Promise<number> {
  const { client, email, password } = await signUp(product.api);
  const { id, revision } = await client.call('createWorkflow', { body: { name: 'Thousand nodes' } });
  await client.call('saveDraft', { params: { id }, body: { definition }, ifMatch: revision });
  await page.goto(`${product.api}/signin`);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/\/workflows$/);
  const address = `${page.url()}/${id}`;
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  const startedAt = performance.now();
  await page.goto(address);
  await page.locator('.tw-card').first().waitFor();
  const openMs = performance.now() - startedAt;
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page
    .locator('.tw-card')
    .nth(NODES - 1)
    .waitFor();
  return openMs;
}

async function pictureOf(page: Page, { nodes, edges }: WorkflowDefinition): Promise<BareCanvas> {
  const card = await page.locator('.tw-card[data-key="step2"]').evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    for (const handle of copy.querySelectorAll('.react-flow__handle')) handle.remove();
    return copy.outerHTML;
  });
  const css = await page.evaluate(() =>
    [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n'),
  );
  return {
    card,
    css,
    nodes: nodes.map(({ id, position }) => ({ id, position })),
    edges: edges.map(({ id, source, target }) => ({ id, source: source.node, target: target.node })),
  };
}

async function startBare(): Promise<{ url: string; stop(): Promise<void> }> {
  const cacheDir = mkdtempSync(path.join(tmpdir(), 'toolwright-canvas-'));
  // React's production build, as in the product.
  Object.assign(process.env, { NODE_ENV: 'production' });
  const server = await createViteServer({
    configFile: false,
    root: path.join(import.meta.dirname, 'canvas'),
    cacheDir,
    logLevel: 'error',
    mode: 'production',
    server: {
      host: '127.0.0.1',
      port: 0,
      hmr: false,
      watch: null,
      fs: { allow: [path.join(import.meta.dirname, '..')] },
    },
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('The bare canvas has no address');
  return {
    url,
    stop: async () => {
      await server.close();
      rmSync(cacheDir, { recursive: true, force: true });
    },
  };
}

async function measureMoves(page: Page): Promise<Moves> {
  await page.bringToFront();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const box = (await page.locator('.react-flow').boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  // Over the pane: above all cards.
  const top = { x: middle.x, y: box.y + 6 };
  const pan = await during(page, cdp, MOVES, () => dragBy(page, top, { x: 160, y: 60 }));
  await dragBy(page, { x: top.x, y: box.y + box.height - 6 }, { x: -160, y: -60 });
  const zoom = await during(page, cdp, MOVES, async () => {
    await page.mouse.move(middle.x, middle.y);
    for (let at = 0; at < MOVES; at += 1) await page.mouse.wheel(0, at < MOVES / 2 ? -20 : 20);
  });
  const card = await centreOf(page.locator('.react-flow__node').nth(NODES / 2));
  const drag = await during(page, cdp, MOVES, () => dragBy(page, card, { x: 120, y: 80 }));
  await cdp.detach();
  return { pan, zoom, drag };
}

async function centreOf(element: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await element.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

async function dragBy(page: Page, from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let at = 1; at <= MOVES; at += 1) {
    await page.mouse.move(from.x + (by.x * at) / MOVES, from.y + (by.y * at) / MOVES);
  }
  await page.mouse.up();
}

/** Counts frames, and the script time of each of so many events, while `work` is done. */
async function during(page: Page, cdp: CDPSession, events: number, work: () => Promise<void>): Promise<Figures> {
  const scriptSeconds = async (): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0;
  };
  const frames = await page.evaluateHandle(() => {
    const counted = { frames: 0, since: performance.now(), on: true };
    const count = (): void => {
      counted.frames += 1;
      if (counted.on) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    return counted;
  });
  const before = await scriptSeconds();
  await work();
  const scriptMs = ((await scriptSeconds()) - before) * 1_000;
  const fps = await frames.evaluate((counted) => {
    counted.on = false;
    return (counted.frames * 1_000) / (performance.now() - counted.since);
  });
  return { fps, scriptMs: scriptMs / events };
}

/** A node's name in the inspector: script time of a key, and of what follows when the hand rests. */
async function measureTyping(page: Page): Promise<string> {
  await page.bringToFront();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await page
    .locator('.react-flow__node')
    .nth(NODES / 2)
    .click({ force: true });
  const field = page.getByRole('complementary', { name: 'Inspector' }).getByLabel('Name').first();
  await field.fill('');
  const typing = await during(page, cdp, TYPED.length, () => field.pressSequentially(TYPED, { delay: 40 }));
  const resting = await during(page, cdp, 1, () => page.waitForTimeout(1_500));
  return `typing: ${typing.scriptMs.toFixed(1)} ms of script a key, ${resting.scriptMs.toFixed(0)} ms at rest (checks and saving)`;
}

function report(rounds: readonly { ours: Moves; theirs: Moves }[]): string {
  const mean = (read: (round: (typeof rounds)[number]) => number): number =>
    rounds.reduce((sum, round) => sum + read(round), 0) / rounds.length;
  const rows = (['pan', 'zoom', 'drag'] as const).map((move) => {
    const [ours, theirs] = [mean((round) => round.ours[move].fps), mean((round) => round.theirs[move].fps)];
    const script = (whose: 'ours' | 'theirs'): string => mean((round) => round[whose][move].scriptMs).toFixed(1);
    return [move, ours.toFixed(1), theirs.toFixed(1), (ours / theirs).toFixed(2), script('ours'), script('theirs')];
  });
  const header = [`${NODES} nodes`, 'editor fps', 'bare canvas fps', 'ratio', 'script ms an event', 'bare'];
  return table(header, rows);
}
