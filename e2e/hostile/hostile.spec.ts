import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { names } from './corpus.ts';
import { kindOf, openAll } from './open-all.ts';
import { inside, outside } from './routes.ts';
import { PASSWORD, seedHostile, type Hostile } from './seed.ts';
import { faultsOf, watch, type Watch } from './watch.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
/** At a time, for two processors. */
const PAGES = 3;

/** Addresses that carry the corpus themselves. */
const reflected = names.slice(0, 5).flatMap((name) => {
  const text = encodeURIComponent(name);
  return [`/signin?callbackUrl=${text}&error=${text}`, `/verify#${text}`, `/invitation?token=${text}`, `/${text}`];
});

test.describe('hostile texts', () => {
  test.describe.configure({ mode: 'serial', timeout: 300_000 });
  let hostile: Hostile;
  test.beforeAll(async ({ baseURL }) => {
    hostile = await seedHostile(baseURL!);
  });

  const signedIn = async (page: Page): Promise<Watch> => {
    const watched = await watch(page.context(), process.env.E2E_WEB_URL!);
    await page.goto('/signin');
    await page.getByLabel('E-mail').fill(hostile.email);
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/\/workflows$/);
    return watched;
  };

  test('that became markup would be noticed', async ({ page }) => {
    const { faults } = await watch(page.context(), process.env.E2E_WEB_URL!);
    await page.goto('/signin');
    await page.evaluate((list) => {
      for (const html of list) document.body.append(Object.assign(document.createElement('div'), { innerHTML: html }));
      document.body.lastElementChild!.setAttribute('style', 'width: 5000px');
      (globalThis as unknown as { pwned(which: number): void }).pwned(0);
    }, names);
    faults.push(...(await faultsOf(page, 'here')));
    const kinds = [
      /script 0 ran/,
      /policy of .* violated/,
      /markup became an element/,
      /href leads to javascript:/,
      /px wide/,
    ];
    await expect.poll(() => kinds.filter((kind) => !faults.some((fault) => kind.test(fault)))).toEqual([]);
  });

  test('stay texts on every page and in all that opens there, and fit on a small screen', async ({ page }) => {
    const { faults } = await signedIn(page);
    let opened = 0;
    const seen = new Set<string>();
    await onPages(page.context(), inside(hostile), async (one, address) => {
      await one.setViewportSize(PHONE);
      await visit(one, address);
      for (const tab of await tabsOf(one)) {
        await one.setViewportSize(PHONE);
        if (tab) await one.goto(tab);
        await settled(one);
        faults.push(...(await faultsOf(one, `${one.url()} on a phone`)));
        await one.setViewportSize(DESK);
        await settled(one);
        faults.push(...(await faultsOf(one, one.url())));
        const here = await openAll(one, seen, async (where) => {
          faults.push(...(await faultsOf(one, `${one.url()} ${where}`)));
        });
        opened += here;
      }
    });
    expect([...new Set(faults)]).toEqual([]);
    expect(opened, 'dialogs, menus and panels that were looked at').toBeGreaterThan(40);
  });

  test('do nothing to who is not signed in, in addresses either', async ({ page }) => {
    const { faults } = await watch(page.context(), process.env.E2E_WEB_URL!);
    await onPages(page.context(), [...outside(hostile), ...reflected], async (one, address) => {
      await visit(one, address);
      faults.push(...(await faultsOf(one, address)));
    });
    expect([...new Set(faults)]).toEqual([]);
  });
});

/** Shows every address on one of a few pages that work beside each other; addresses of one kind stay on one, in order. */
async function onPages(
  context: BrowserContext,
  addresses: readonly string[],
  show: (page: Page, address: string) => Promise<void>,
): Promise<void> {
  const left = [...Map.groupBy(addresses, kindOf).values()].reverse();
  const work = async (): Promise<void> => {
    const page = await context.newPage();
    for (let group = left.shift(); group; group = left.shift()) for (const address of group) await show(page, address);
  };
  await Promise.all(Array.from({ length: PAGES }, work));
}

async function visit(page: Page, address: string): Promise<void> {
  // Otherwise an address that differs after # alone would not be loaded.
  if (address.includes('#')) await page.goto('about:blank');
  await page.goto(address);
  await settled(page);
}

/** Data has arrived: no placeholder is left. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/** The page itself, or one address for each of its tabs, where they are addresses. */
async function tabsOf(page: Page): Promise<string[]> {
  if (!page.url().endsWith('/settings')) return [''];
  const ids = await page.getByRole('tab').evaluateAll((tabs) => tabs.map((tab) => tab.id.split('-').at(-1)!));
  return ids.map((id) => `${page.url()}?section=${id}`);
}
