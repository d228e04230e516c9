import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible, givePassword, newBrowser, openSettings, PASSWORD, person } from './person.ts';
import { Phone } from './phone.ts';

const codesIn = (page: Page): Promise<string[]> =>
  page.getByRole('list', { name: 'Your recovery codes' }).getByRole('listitem').allTextContents();

test('two-factor sign-in: turned on with a phone, asked for, recovered from, renewed and turned off', async ({
  browser,
}) => {
  const { email, page } = await person(browser, 'Tova');
  const phone = new Phone();
  await openSettings(page, 'security');
  await page.getByRole('button', { name: 'Turn on' }).click();
  const dialog = page.getByRole('dialog');
  const password = dialog.locator('input[type=password]');
  await password.fill('a wrong one');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByText('This is not your password')).toBeVisible();
  await password.fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Next' }).click();
  const picture = dialog.getByRole('img', { name: 'QR code for your authenticator app' });
  const uri = await phone.scan(picture);
  expect(decodeURIComponent(uri.pathname)).toContain(email);
  const shown = (await dialog.locator('code').textContent())!.replaceAll(' ', '');
  expect(uri.searchParams.get('secret')).toBe(shown);
  await expectAccessible(page);
  await dialog.getByLabel('Code', { exact: true }).fill('000000');
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByText('This code is wrong')).toBeVisible();
  await dialog.getByLabel('Code', { exact: true }).fill(phone.code());
  await dialog.getByRole('button', { name: 'Turn on' }).click();

  await expect(dialog.getByText('Your recovery codes')).toBeVisible();
  const recovery = await codesIn(page);
  expect(recovery).toHaveLength(10);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Copy codes' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(recovery.join('\n'));
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download as text' }).click();
  const file = await readFile(await (await downloading).path(), 'utf8');
  expect(file).toContain(`Recovery codes of ${email}`);
  for (const code of recovery) expect(file).toContain(code);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('10 recovery codes left')).toBeVisible();
  await page.reload();
  await expect(page.getByText('10 recovery codes left')).toBeVisible();
  await expect(page.getByText(recovery[0]!)).toHaveCount(0);

  const other = await newBrowser(browser);
  await givePassword({ page: other, email });
  await expect(other.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
  await expectAccessible(other);
  const cookies = await other.context().cookies();
  expect(cookies.filter(({ name }) => name.endsWith('.session'))).toEqual([]);
  expect(cookies.find(({ name }) => name.endsWith('.step'))).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  const field = other.getByLabel('Code', { exact: true });
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(field).toHaveAttribute('inputmode', 'numeric');
  await expect(field).toBeFocused();
  await field.fill('000000');
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByText('This code is wrong')).toBeVisible();
  const code = phone.code();
  await other.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
  await field.selectText();
  await field.press('ControlOrMeta+v');
  await field.press('Enter');
  await other.waitForURL(/\/workflows$/);
  expect((await other.context().cookies()).filter(({ name }) => name.endsWith('.step'))).toEqual([]);

  const third = await newBrowser(browser);
  await givePassword({ page: third, email });
  await third.getByRole('button', { name: 'Use a recovery code' }).click();
  await third.getByLabel('Recovery code').fill(recovery[0]!.toLowerCase());
  await third.getByRole('button', { name: 'Sign in', exact: true }).click();
  await third.waitForURL(/\/workflows$/);
  await third.context().clearCookies();
  await givePassword({ page: third, email });
  await third.getByRole('button', { name: 'Use a recovery code' }).click();
  await third.getByLabel('Recovery code').fill(recovery[0]!);
  await third.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(third.getByText('This code is wrong, or was used before')).toBeVisible();
  await third.goto('/home');
  expect(new URL(third.url()).pathname, 'nobody is signed in').toBe('/');

  const api = (body: object) =>
    page.request.post('/api/v1/auth/token', { data: { email, password: PASSWORD, ...body } });
  expect(await (await api({})).json()).toMatchObject({ status: 401, code: 'two_factor_required' });
  expect((await api({ code: recovery[1]! })).status()).toBe(200);

  await page.reload();
  await expect(page.getByText('8 recovery codes left')).toBeVisible();
  await page.getByRole('button', { name: 'New recovery codes' }).click();
  await password.fill(PASSWORD);
  await dialog.getByLabel('Code', { exact: true }).fill(recovery[2]!);
  await dialog.getByRole('button', { name: 'Make new codes' }).click();
  await expect(dialog.getByText('Your recovery codes')).toBeVisible();
  const renewed = await codesIn(page);
  expect(renewed).toHaveLength(10);
  expect(renewed.filter((each) => recovery.includes(each))).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Turn off' }).click();
  await expectAccessible(page);
  await password.fill(PASSWORD);
  await dialog.getByLabel('Code', { exact: true }).fill(renewed[9]!);
  await dialog.getByRole('button', { name: 'Turn off' }).click();
  await expect(page.getByText('Two-factor sign-in is off')).toBeVisible();
  await givePassword({ page: third, email });
  await third.waitForURL(/\/workflows$/);
});

test('a second step that took too long starts again; members see who has it; it speaks Korean', async ({ browser }) => {
  const { email, page } = await person(browser, 'Uri');
  const phone = new Phone();
  await openSettings(page, 'security');
  await page.getByRole('button', { name: 'Turn on' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=password]').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await phone.scan(dialog.getByRole('img', { name: 'QR code for your authenticator app' }));
  await dialog.getByLabel('Code', { exact: true }).fill(phone.code());
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await openSettings(page, 'members');
  await expect(page.getByRole('row').filter({ hasText: email })).toContainText('Two-factor on');
  await expectAccessible(page);

  const other = await newBrowser(browser);
  await givePassword({ page: other, email });
  await expect(other.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
  // As if this browser had waited for longer than five minutes.
  await other.context().clearCookies({ name: /\.step$/ });
  await other.getByLabel('Code', { exact: true }).fill(phone.code());
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByText('This took too long')).toBeVisible();
  await expect(other.getByLabel('E-mail')).toHaveValue(email);
  await expect(other.locator('input[type=password]')).toHaveValue('');

  for (const each of [page, other]) {
    await each.context().addCookies([{ name: 'tw-locale', value: 'ko', url: new URL(each.url()).origin }]);
  }
  await openSettings(page, 'security');
  await expect(page.getByText('남은 복구 코드 10개')).toBeVisible();
  await page.getByRole('button', { name: '새 복구 코드' }).click();
  await expect(page.getByRole('dialog').getByText('이전 코드는 바로 쓸 수 없게 됩니다.')).toBeVisible();
  await other.goto('/signin');
  await other.locator('input[type=email]').fill(email);
  await other.locator('input[type=password]').fill(PASSWORD);
  await other.getByRole('button', { name: '로그인', exact: true }).click();
  await expect(other.getByText('인증 앱을 열고 이 계정의 코드를 입력하세요.')).toBeVisible();
});
