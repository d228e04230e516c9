import { expect, test, type Page } from '@playwright/test';
import { names } from './corpus.ts';
import { openAll } from './open-all.ts';
import { inside, outside } from './routes.ts';
import { PASSWORD, seedHostile, type Hostile } from './seed.ts';
import { faultsOf, watch, type Watch } from './watch.ts';

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

  test('stay texts on every page and in all that opens there', async ({ page }) => {
    const { faults } = await signedIn(page);
    let opened = 0;
    const seen = new Set<string>();
    for (const address of inside(hostile)) {
      await visit(page, address);
      for (const tab of await tabsOf(page)) {
        if (tab) await page.goto(tab);
        await settled(page);
        faults.push(...(await faultsOf(page, page.url())));
        opened += await openAll(page, seen, async (where) => {
          faults.push(...(await faultsOf(page, `${page.url()} ${where}`)));
        });
      }
    }
    expect([...new Set(faults)]).toEqual([]);
    expect(opened, 'dialogs, menus and panels that were looked at').toBeGreaterThan(40);
  });

  test('fit on a small screen', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const { faults } = await signedIn(page);
    for (const address of inside(hostile)) {
      await visit(page, address);
      for (const tab of await tabsOf(page)) {
        if (tab) await page.goto(tab);
        await settled(page);
        faults.push(...(await faultsOf(page, page.url())));
      }
    }
    expect([...new Set(faults)]).toEqual([]);
  });

  test('do nothing to who is not signed in, in addresses either', async ({ page }) => {
    const { faults } = await watch(page.context(), process.env.E2E_WEB_URL!);
    for (const address of [...outside(hostile), ...reflected]) {
      await visit(page, address);
      faults.push(...(await faultsOf(page, address)));
    }
    expect([...new Set(faults)]).toEqual([]);
  });
});

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
