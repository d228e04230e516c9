import { expect, type Locator, type Page } from '@playwright/test';

let count = 0;

/** Gives the browser the session of a new person, without the pages for it; ends on the list of workflows. */
export async function signUpInBrowser(page: Page, name = 'Hana Builder'): Promise<{ email: string; slug: string }> {
  const email = `hana-${process.pid}-${Date.now()}-${(count += 1)}@example.com`;
  const password = 'correct horse battery staple';
  const { request } = page.context();
  const signedUp = await request.post('/api/v1/auth/signup', {
    data: { email, password, name, workspaceName: 'Acme' },
  });
  expect(signedUp.status(), await signedUp.text()).toBe(201);
  const { workspace } = (await signedUp.json()) as { workspace: { slug: string } };
  const { csrfToken } = (await (await request.get('/api/auth/csrf')).json()) as { csrfToken: string };
  const signedIn = await request.post('/api/auth/callback/credentials', {
    form: { email, password, csrfToken, json: 'true' },
    headers: { origin: new URL(signedUp.url()).origin },
  });
  expect(signedIn.ok(), await signedIn.text()).toBe(true);
  await page.goto(`/${workspace.slug}/workflows`);
  // What is loaded by the page itself is there: it hears keys and clicks.
  await expect(page.locator('main').getByRole('heading', { level: 2 }).first()).toBeVisible({ timeout: 30_000 });
  return { email, slug: workspace.slug };
}

/** From the list of workflows to a new one: on an empty canvas, or from the template of that title. */
export async function newWorkflow(page: Page, name: string, template?: string): Promise<EditorPage> {
  await page
    .getByRole('button', { name: 'Start with an empty canvas' })
    .or(page.getByRole('button', { name: 'New workflow' }))
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  if (template !== undefined) await dialog.getByRole('radio', { name: template }).click();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/workflows\/[0-9a-f-]{36}$/);
  const editor = new EditorPage(page);
  await expect(editor.saveState).toHaveAttribute('data-save-state', 'saved');
  return editor;
}

/** The editor as a person uses it: by pointer and keys. */
export class EditorPage {
  readonly page: Page;
  readonly canvas: Locator;
  readonly inspector: Locator;
  readonly saveState: Locator;
  readonly cards: Locator;
  readonly wires: Locator;

  constructor(page: Page) {
    this.page = page;
    this.canvas = page.locator('.react-flow');
    this.inspector = page.getByRole('complementary', { name: 'Inspector' });
    this.saveState = page.locator('[data-save-state]');
    this.cards = page.locator('.tw-card');
    this.wires = page.locator('.react-flow__edge');
  }

  card(key: string): Locator {
    return this.page.locator(`.tw-card[data-key="${key}"]`);
  }

  port(key: string, port: string): Locator {
    return this.card(key).locator(`.react-flow__handle[data-handleid="${port}"]`);
  }

  /** Drags a node type from the palette; `x` and `y` are pixels within the canvas. */
  async drag(type: string, x: number, y: number): Promise<void> {
    await this.page.locator(`[data-node-type="${type}"]`).dragTo(this.canvas, { targetPosition: { x, y } });
  }

  /** Draws a wire with the pointer. */
  async connect(from: string, port: string, to: string): Promise<void> {
    const before = await this.wires.count();
    const start = await centreOf(this.port(from, port));
    const end = await centreOf(this.port(to, 'in'));
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
    await this.page.mouse.move(end.x, end.y, { steps: 4 });
    await this.page.mouse.up();
    await expect(this.wires).toHaveCount(before + 1);
  }

  async select(key: string): Promise<void> {
    await this.card(key).click({ position: { x: 110, y: 20 } });
  }

  field(name: string): Locator {
    return this.inspector.locator(`[data-field="${name}"]`);
  }

  /** Replaces the text of a code or expression field, as if pasted. */
  async write(field: Locator, text: string): Promise<void> {
    const content = field.locator('.cm-content').first();
    await content.click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(text);
  }

  async saved(): Promise<void> {
    await expect(this.saveState).toHaveAttribute('data-save-state', 'saved');
  }

  /** Presses Deploy and waits for the connect panel. */
  async deploy(message = ''): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Deploy', exact: true }).click();
    const dialog = this.page.getByRole('dialog');
    if (message !== '') await dialog.getByLabel('What changed').fill(message);
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click();
    await expect(dialog.getByText(/Version \d+ is live/)).toBeVisible();
    return dialog;
  }
}

async function centreOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('The element is not on the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
