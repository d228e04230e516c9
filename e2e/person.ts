import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type Page } from '@playwright/test';

export const PASSWORD = 'correct horse battery staple';
let count = 0;
const newAddress = (): string => `person-${process.pid}-${Date.now()}-${(count += 1)}@example.com`;

export interface Person {
  email: string;
  page: Page;
}

/** Somebody with a browser of their own, signed up. */
export async function person(browser: Browser, name: string, email = newAddress()): Promise<Person> {
  const page = await newBrowser(browser);
  await page.goto('/signup');
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByLabel('Workspace name').fill(`Place of ${name}`);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(/\/workflows$/);
  return { email, page };
}

/** A browser that nobody used before. */
export async function newBrowser(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-US', permissions: ['clipboard-read', 'clipboard-write'] });
  return context.newPage();
}

/** Fills the form of the sign-in page in and sends it. */
export async function givePassword({ page, email }: Person, password = PASSWORD): Promise<void> {
  await page.goto('/signin');
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function openSettings(page: Page, section: string): Promise<void> {
  const slug = new URL(page.url()).pathname.split('/')[1]!;
  await page.goto(`/${slug}/settings?section=${section}`);
}

/**
 * The newest link for this address and page, as the product shows it at its console where no mail server is set. What it
 * prints is read, not its log.
 */
export async function linkFor(email: string, pageName: string): Promise<string> {
  const find = (): string | undefined => consoleLinks(email, pageName).at(-1);
  await expect.poll(find).toBeDefined();
  return find()!;
}

/** All links for this address and page that the console has shown, oldest first. */
export function consoleLinks(email: string, pageName: string): string[] {
  const lines = readFileSync(process.env.E2E_CONSOLE ?? '', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const link = line.includes(`for ${email}: `) ? /https?:\/\/\S+$/.exec(line)?.[0] : undefined;
    return link?.includes(`/${pageName}#`) ? [link] : [];
  });
}

/** The same link in the log of the web process. */
export function loggedLink(email: string, pageName: string): string | undefined {
  return readFileSync(path.join(process.env.E2E_DATA_DIR ?? '', 'logs', 'web.log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"to":"${email}"`) && line.includes(`/${pageName}#`))
    .map((line) => (JSON.parse(line) as { link: string }).link)
    .at(-1);
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}
