import { expect, test, type Page } from '@playwright/test';

/*
 * A page on a slow line: its markup is there, its scripts are not yet. Whoever types at once must find everything that
 * was typed.
 */
const PASSWORD = 'correct horse battery staple';
let count = 0;
const newAddress = (): string => `early-${process.pid}-${Date.now()}-${(count += 1)}@example.com`;

/** Holds every script back until the page asks no more; `release` lets them through. */
async function holdScripts(page: Page): Promise<{ release: () => void }> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\.js(\?|$)/, async (route) => {
    await held;
    await route.continue();
  });
  return { release };
}

/** Types where a person would, as soon as the field takes it; the scripts come in the middle of it. */
async function typeEarly(page: Page, label: string, text: string, release: () => void): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await expect(field).toBeVisible();
  setTimeout(release, 1_500);
  for (let tries = 0; !(await field.isEnabled()) && tries < 200; tries += 1) await page.waitForTimeout(50);
  await field.click();
  await field.pressSequentially(text, { delay: 60 });
  await expect(field).toBeEnabled();
  // The form is alive by now, whatever it was before: give a late overwriting its chance.
  await page.waitForLoadState('networkidle');
  await expect(field).toHaveValue(text);
}

test('nothing that was typed into a form is lost when its script arrives', async ({ page }) => {
  for (const [path, label] of [
    ['/signup', 'Your name'],
    ['/signin', 'E-mail'],
    ['/forgot', 'E-mail'],
  ] as const) {
    await test.step(path, async () => {
      const { release } = await holdScripts(page);
      await page.goto(path, { waitUntil: 'commit' });
      await typeEarly(page, label, 'ada@example.com', release);
      await page.unroute(/\.js(\?|$)/);
    });
  }
});

test('a form waits without a flash: same place, same look, nothing to send; then it has the focus', async ({
  page,
}) => {
  const { release } = await holdScripts(page);
  await page.goto('/signin', { waitUntil: 'commit' });
  const email = page.getByLabel('E-mail', { exact: true });
  const button = page.getByRole('button', { name: 'Sign in', exact: true });
  await expect(email).toBeVisible();
  await expect(email).toBeDisabled();
  const look = async () => ({
    boxes: [await email.boundingBox(), await button.boundingBox()],
    opacity: await Promise.all([email, button].map((one) => one.evaluate((node) => getComputedStyle(node).opacity))),
  });
  const before = await look();
  await email.press('Enter');
  expect(new URL(page.url()).search).toBe('');
  release();
  await expect(email).toBeEnabled();
  await expect(email).toBeFocused();
  expect(await look()).toEqual(before);
  expect(before.opacity).toEqual(['1', '1']);
});

test('the settings keep what was typed, name the browser, and show the chosen tab on a phone', async ({ page }) => {
  await page.goto('/signup');
  await page.getByLabel('Your name').fill('Early');
  await page.getByLabel('E-mail').fill(newAddress());
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByLabel('Workspace name').fill('Early birds');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(/\/workflows$/);
  const settings = `/${new URL(page.url()).pathname.split('/')[1]!}/settings`;
  await test.step('the name of the profile', async () => {
    const { release } = await holdScripts(page);
    await page.goto(`${settings}?section=profile`, { waitUntil: 'commit' });
    release();
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('Ada Lovelace');
    await page.waitForLoadState('networkidle');
    await expect(name).toHaveValue('Ada Lovelace');
    await page.unroute(/\.js(\?|$)/);
  });
  await test.step('the device of the session', async () => {
    await page.goto(`${settings}?section=security`);
    await expect(page.getByText('Chrome on Linux').first()).toBeVisible();
    await expect(page.getByText('Safari')).toHaveCount(0);
  });
  await test.step('the chosen tab at 390 px', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [section, name] of [
      ['audit', 'Audit trail'],
      ['profile', 'Profile'],
    ] as const) {
      await page.goto(`${settings}?section=${section}`);
      const tab = page.getByRole('tab', { name });
      await expect(tab).toHaveAttribute('data-state', 'active');
      await expect(tab).toBeInViewport({ ratio: 0.95 });
    }
    const usage = page.getByRole('tab', { name: 'Usage' });
    await usage.click();
    await expect(usage).toBeInViewport({ ratio: 0.95 });
  });
});
