import { expect, test } from '@playwright/test';
import {
  consoleLinks,
  expectAccessible,
  givePassword,
  linkFor,
  loggedLink,
  newBrowser,
  openSettings,
  PASSWORD,
  person,
  type Person,
} from './person.ts';

/** Proves one's address with the link that the console shows. */
async function verify({ page, email }: Person): Promise<void> {
  await page.goto(await linkFor(email, 'verify'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Your address is verified')).toBeVisible();
}

async function join(guest: Person, host: Person): Promise<void> {
  await verify(guest);
  await openSettings(host.page, 'members');
  await host.page.getByRole('button', { name: 'Invite' }).click();
  await host.page.getByRole('dialog').getByLabel('E-mail').fill(guest.email);
  await host.page.getByRole('dialog').getByRole('button', { name: 'Send invitation' }).click();
  await expect(host.page.getByText('is shown at its console')).toBeVisible();
  await guest.page.goto(await linkFor(guest.email, 'invitation'));
  await guest.page.getByRole('button', { name: 'Accept' }).click();
  await guest.page.waitForURL(/\/workflows$/);
}

test('without a mail server links are shown at the console, as the interface says, and they work', async ({
  browser,
}) => {
  // What the console shows of the first account of an installation is what the next person sees of theirs.
  const vera = await person(browser, 'Vera');
  await openSettings(vera.page, 'profile');
  const sent = consoleLinks(vera.email, 'verify').length;
  await vera.page.getByRole('button', { name: 'Send verification link' }).click();
  await expect(vera.page.getByRole('status').filter({ hasText: 'sends no e-mail' })).toContainText(
    'The link is shown at its console and in the log of the web process',
  );
  await expect.poll(() => consoleLinks(vera.email, 'verify').length).toBe(sent + 1);
  expect(await linkFor(vera.email, 'verify')).toBe(loggedLink(vera.email, 'verify'));
  await verify(vera);

  const other = await newBrowser(browser);
  await other.goto('/forgot');
  await other.getByLabel('E-mail').fill(vera.email);
  await other.getByRole('button', { name: 'Send link' }).click();
  await expect(other.getByText('the link is shown at its console')).toBeVisible();
  await other.goto(await linkFor(vera.email, 'reset'));
  await other.locator('input[type=password]').fill('a brand new password');
  await other.getByRole('button', { name: 'Set password' }).click();
  await expect(other.getByText('Your password is set')).toBeVisible();
  await givePassword({ page: other, email: vera.email }, 'a brand new password');
  await other.waitForURL(/\/workflows$/);

  await other.context().clearCookies();
  await other.goto('/forgot');
  await other.getByLabel('E-mail').fill('nobody-at-all@example.com');
  await other.getByRole('button', { name: 'Send link' }).click();
  await expect(other.getByText('the link is shown at its console')).toBeVisible();
  expect(consoleLinks('nobody-at-all@example.com', 'reset')).toEqual([]);
});

test('an account is deleted for its password, and never from under a shared workspace', async ({ browser }) => {
  // The installation's first account is its operator, and stays.
  await person(browser, 'First');
  const [wim, xia] = [await person(browser, 'Wim'), await person(browser, 'Xia')];
  await join(xia, wim);
  await openSettings(wim.page, 'security');
  const open = wim.page.getByRole('button', { name: 'Delete account' });
  const dialog = wim.page.getByRole('dialog');
  const sure = dialog.getByRole('button', { name: 'Delete account' });
  await open.click();
  await expect(dialog.getByText('This cannot be undone.')).toBeVisible();
  await expectAccessible(wim.page);
  await expect(sure).toBeDisabled();
  await dialog.locator('input[type=password]').fill('a wrong one');
  await sure.click();
  await expect(dialog.getByText('This is not your password')).toBeVisible();
  await dialog.locator('input[type=password]').fill(PASSWORD);
  await sure.click();
  await expect(dialog.getByRole('alert')).toContainText('You are the last owner of Place of Wim');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await wim.page.reload();
  await expect(open).toBeVisible();

  await openSettings(wim.page, 'members');
  await wim.page.getByLabel('Role of Xia').click();
  await wim.page.getByRole('option', { name: 'Owner' }).click();
  await expect(wim.page.getByText('Xia is now Owner')).toBeVisible();
  await openSettings(wim.page, 'security');
  await open.click();
  await dialog.locator('input[type=password]').fill(PASSWORD);
  await sure.click();
  await wim.page.waitForURL((url) => url.pathname === '/');
  await givePassword(wim);
  await expect(wim.page.getByText('The e-mail or the password is wrong.')).toBeVisible();
  await openSettings(xia.page, 'members');
  await expect(xia.page.getByRole('row').filter({ hasText: xia.email })).toBeVisible();
  await expect(xia.page.getByRole('row').filter({ hasText: wim.email })).toHaveCount(0);
});
