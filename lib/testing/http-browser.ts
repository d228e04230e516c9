/** A person's browser, as far as it matters here: cookies by path, redirects one by one. */
export class HttpBrowser {
  readonly #cookies = new Map<string, { path: string; value: string }>();

  async get(url: string): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const path = attributes.find((each) => each.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      this.#cookies.set(name, { path, value });
    }
    return response;
  }
}
