import type { Locator, Page } from '@playwright/test';

const OVERLAYS = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]';
const OUTER = 'button:enabled, [role=tab], .tw-card';
const INNER = '[role=menuitem], [role=tab], [role=combobox]';
/** They leave the page, or nothing opens. */
const NOT_PRESSED = /sign out|download|copy|export|close|back|^allow$|^decline$/i;

/** Addresses of one kind differ in an id only. */
export const kindOf = (address: string): string => address.replace(/[0-9a-f-]{36}.*/, 'one');

/**
 * Presses one button of every kind on the page that is not in `seen` yet, and in what it opens, and calls `look` for each
 * state. Returns how many overlays it saw.
 */
export async function openAll(page: Page, seen: Set<string>, look: (where: string) => Promise<void>): Promise<number> {
  const address = page.url();
  const pageKind = kindOf(new URL(address).pathname);
  const overlays = page.locator(OVERLAYS);
  let opened = 0;
  for (const kind of await kindsIn(page.locator('body'))) {
    const key = kind.startsWith('aside') ? kind : `${pageKind} ${kind}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (page.url() !== address) await page.goto(address);
    await press(page.locator('body'), kind, OUTER);
    await look(kind);
    if ((await overlays.count()) === 0) continue;
    opened += 1;
    for (const inner of await kindsIn(overlays.last(), INNER)) {
      if ((await overlays.count()) === 0) await press(page.locator('body'), kind, OUTER);
      await press(overlays.last(), inner, INNER);
      await look(`${kind} > ${inner}`);
      opened += 1;
      if (page.url() !== address) break;
      await page.keyboard.press('Escape');
    }
    for (let left = 3; left > 0 && (await overlays.count()) > 0; left -= 1) await page.keyboard.press('Escape');
  }
  return opened;
}

/** Marks each button with what tells its kind from others: role, icon, and the text that no row brings. */
async function kindsIn(root: Locator, which = OUTER): Promise<string[]> {
  const kinds = await root.locator(which).evaluateAll((buttons) =>
    buttons
      .filter(
        (button) =>
          button.checkVisibility() && !button.matches('[role=radio], [role=switch], [tabindex="-1"]:not([role])'),
      )
      .map((button) => {
        const icon = button.querySelector('svg')?.getAttribute('class')?.split(' ')[1] ?? '';
        const name = (button.getAttribute('aria-label') ?? button.textContent ?? '').trim();
        // Of a row's label the first word is its kind; the rest is the row's own text.
        const word = icon ? (/^[A-Z][a-z]+(?= |$)/.exec(name)?.[0] ?? '') : name.slice(0, 40);
        const place = button.closest('aside') ? 'aside' : button.matches('.tw-card') ? 'card' : button.role;
        const kind = `${place ?? 'button'} ${icon} ${word}`.replace(/[^\w -]/g, '');
        button.setAttribute('data-kind', kind);
        return { kind, name };
      }),
  );
  return [...new Set(kinds.filter(({ name }) => !NOT_PRESSED.test(name)).map(({ kind }) => kind))];
}

async function press(root: Locator, kind: string, which: string): Promise<void> {
  const button = root.locator(`[data-kind="${kind}"]`).first();
  if ((await button.count()) === 0) await kindsIn(root, which);
  // One that something covers or takes away meanwhile is another state's.
  await button.click({ timeout: 700 }).catch(() => undefined);
}
