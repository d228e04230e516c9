import type { BrowserContext, Page } from '@playwright/test';

/** What must never happen on any page, as one line each. */
export interface Watch {
  readonly faults: string[];
}

/** Watches all pages of a context: scripts of the corpus, dialogs, requests to others, and violations of the page's policy. */
export async function watch(context: BrowserContext, origin: string): Promise<Watch> {
  const faults: string[] = [];
  await context.exposeBinding('pwned', ({ page }, which) => {
    faults.push(`script ${String(which)} ran on ${page.url()}`);
  });
  await context.exposeBinding('reportViolation', ({ page }, what) => {
    faults.push(`policy of ${page.url()} violated: ${String(what)}`);
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { reportViolation(what: string): void }).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) faults.push(`request to ${url}`);
  });
  context.on('dialog', (dialog) => {
    faults.push(`dialog "${dialog.message()}" on ${dialog.page()?.url()}`);
    void dialog.dismiss();
  });
  return { faults };
}

/** What is wrong with the page as it stands: markup of the corpus in its document, links that run, a burst layout. */
export async function faultsOf(page: Page, where: string): Promise<string[]> {
  const found = await page.evaluate(() => {
    const list: string[] = [];
    for (const element of document.querySelectorAll('[data-hostile], [srcdoc], base'))
      list.push(`markup became an element: ${element.outerHTML.slice(0, 120)}`);
    for (const link of document.querySelectorAll('[href], [src], [action], [formaction]')) {
      for (const name of ['href', 'src', 'action', 'formaction']) {
        const address = link.getAttribute(name);
        if (!address) continue;
        const url = URL.parse(address, location.href);
        if (url && !['http:', 'https:', 'data:', 'blob:', 'cursor:', 'vscode:', 'mailto:'].includes(url.protocol))
          list.push(`${name} leads to ${address.slice(0, 80)}`);
        if (url?.host.endsWith('hostile.invalid')) list.push(`${name} leads out: ${address.slice(0, 80)}`);
      }
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
      const wide = [...document.body.querySelectorAll('*')].filter(
        (one) => one.getBoundingClientRect().right > clientWidth + 1,
      );
      const worst = wide.at(-1);
      list.push(`${scrollWidth} px wide in ${clientWidth}: ${worst?.outerHTML.slice(0, 160)}`);
    }
    for (const box of document.querySelectorAll('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]')) {
      const { left, right } = box.getBoundingClientRect();
      if (right > left && (left < -1 || right > innerWidth + 1))
        list.push(`${box.getAttribute('role')} from ${left} to ${right}`);
    }
    return list;
  });
  return found.map((fault) => `${where}: ${fault}`);
}
