import { expect, test, type Locator, type Page } from '@playwright/test';

/*
 * The interface in Korean: whatever node types, connectors and templates say is Korean there. Only what is the same in
 * every language may stand without a Korean letter. That no text at all is missing is the unit test's matter
 * (components/i18n/catalogue-texts.test.ts); here is proven that the texts arrive on the screens.
 */
test.use({ locale: 'ko-KR' });

const technical = new Set(['CSV', 'GraphQL', 'HTML', 'JSON', 'PostgreSQL', 'SMTP', 'SQL', 'TLS', 'URL']);

/** Types with every kind of field: schema, code, key and value, cases, options, connection, folded ones. */
const types = ['trigger.tool', 'logic.if', 'logic.switch', 'logic.merge', 'data.code', 'http.request', 'core.return'];

test('every label, help and paragraph of the inspector is Korean', async ({ page }) => {
  await signUpInKorean(page);
  await page.getByRole('button', { name: '빈 캔버스로 시작' }).click();
  await create(page);
  const palette = page.locator('[data-node-type]');
  await expect(palette.first()).toBeVisible();
  expect(await latinOnly(palette.locator('span span'))).toEqual([]);
  const inspector = page.getByRole('complementary', { name: '속성' });
  for (const type of types) {
    await page.locator(`[data-node-type="${type}"]`).click();
    await unfold(inspector);
    const texts = await latinOnly(inspector.locator('label, h3, p:not([role=alert]):not(.text-error)'));
    expect({ type, texts }).toEqual({ type, texts: [] });
    if (type !== 'logic.merge') continue;
    await inspector.locator('[data-field=mode]').getByRole('combobox').click();
    await expect(page.getByRole('option')).toHaveText(['모든 경로', '첫 번째 경로']);
    await page.getByRole('option').first().click();
  }
  await expect(page.locator('.tw-card[data-key="if"] li')).toHaveText(['참', '거짓']);
  await expect(page.locator('.tw-card[data-key="httpRequest"] li')).toHaveText(['오류']);
});

test('templates are Korean, and so is the workflow made from one', async ({ page }) => {
  await signUpInKorean(page);
  const gallery = page.locator('main section li button');
  await expect(gallery.first()).toBeVisible();
  expect(await latinOnly(gallery.locator('span span'))).toEqual([]);
  await gallery.filter({ hasText: '입력에 따라 나누기' }).click();
  await create(page);
  const names = page.locator('.tw-card .font-medium');
  await expect(names).toHaveText(['환불 확인', '규칙에 맞나요?', '승인', '담당자에게 넘기기']);
});

test('kinds of connections and their fields are Korean', async ({ page }) => {
  await signUpInKorean(page);
  await page.getByRole('link', { name: '연결', exact: true }).click();
  await page.getByRole('button', { name: '새 연결' }).first().click();
  const dialog = page.getByRole('dialog');
  const kinds = dialog.locator('li button');
  await expect(kinds.first()).toBeVisible();
  expect(await latinOnly(kinds.locator('span span'))).toEqual([]);
  const count = await kinds.count();
  for (let index = 0; index < count; index += 1) {
    await kinds.nth(index).click();
    await expect(dialog.locator('label').first()).toBeVisible();
    expect(await latinOnly(dialog.locator('label, form p'))).toEqual([]);
    await dialog.getByRole('button', { name: '뒤로' }).click();
  }
});

/** Texts without a Korean letter that are no technical terms. */
async function latinOnly(places: Locator): Promise<string[]> {
  const texts = (await places.allInnerTexts()).map((text) => text.trim());
  expect(texts.length).toBeGreaterThan(0);
  return texts.filter(
    (text) => /\p{Letter}{2}/u.test(text) && !/\p{Script=Hangul}/u.test(text) && !technical.has(text),
  );
}

/** Opens everything that is folded away in a panel. */
async function unfold(panel: Locator): Promise<void> {
  await expect(panel.locator('label').first()).toBeVisible();
  const more = panel.getByRole('button', { name: /더 보기$/ });
  if (await more.isVisible()) await more.click();
  const folded = panel.locator('h3 button[aria-expanded=false]');
  while ((await folded.count()) > 0) await folded.first().click();
}

/** From the dialog for a new workflow to its editor. */
async function create(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: '만들기' }).click();
  await page.waitForURL(/\/workflows\/[0-9a-f-]{36}$/);
}

let count = 0;

async function signUpInKorean(page: Page): Promise<void> {
  await page.goto('/signup');
  await expect(page).toHaveTitle(/계정 만들기/);
  await page.getByLabel('이름', { exact: true }).fill('한아');
  await page.getByLabel('이메일').fill(`hana-ko-${process.pid}-${Date.now()}-${(count += 1)}@example.com`);
  await page.locator('input[type=password]').fill('correct horse battery staple');
  await page.getByLabel('워크스페이스 이름').fill('에이크미');
  await page.getByRole('button', { name: '계정 만들기' }).click();
  await page.waitForURL(/\/workflows$/);
}
