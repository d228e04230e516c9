import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth from 'next-auth';
import { authOptions, type NextAuthPorts } from '#lib/auth/next-auth.ts';
import type { IdentityProviderId } from '#lib/config/identity-providers.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { signOut } from '#lib/services/identity/sign-out.ts';
import type { Deps } from '../deps.ts';
import { providerOfPath, visitProvider } from '../provider-sign-in.ts';

const PASSWORD = 'any';

/** Cookies by name: of one site, for one browser. */
class Jar {
  readonly cookies = new Map<string, string>();

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair!.indexOf('=');
      const [name, value] = [pair!.slice(0, at), pair!.slice(at + 1)];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

export interface Sent {
  intent?: 'link';
  invitation?: string;
  callbackUrl?: string;
}

/** A browser at our sign-in routes, without Next around them, and at a provider's own pages, over HTTP. */
export class ProviderBrowser {
  readonly ours = new Jar();
  readonly theirs = new Jar();
  /** What next-auth told the log. */
  readonly errors: string[] = [];
  readonly #deps: Deps;
  readonly #address: string;

  constructor(deps: Deps, address = '192.0.2.70') {
    this.#deps = deps;
    this.#address = address;
  }

  /** Presses the button of a provider; where the browser is sent. */
  async begin(provider: IdentityProviderId, sent: Sent = {}): Promise<string> {
    const csrf = JSON.parse(await (await this.#ask({}, 'GET', ['csrf'])).text()) as { csrfToken: string };
    const form = new URLSearchParams({ callbackUrl: '/home', ...sent, csrfToken: csrf.csrfToken, json: 'true' });
    const answer = await this.visit('POST', ['signin', provider], '', form);
    return ((await answer.json()) as { url: string }).url;
  }

  /** Signs in at the provider (oidc-provider's own forms) and consents, or cancels; the address that leads back to us. */
  async signInThere(url: string, login: string, { cancel = false } = {}): Promise<string> {
    let next = await this.#follow(url);
    while (next.page !== null) {
      const action = next.page.match(/action="([^"]+)"/)![1]!;
      const prompt = next.page.match(/name="prompt" value="(\w+)"/)![1]!;
      next = cancel
        ? await this.#follow(`${action}/abort`)
        : await this.#follow(action, new URLSearchParams({ prompt, login, password: PASSWORD }));
    }
    return next.url;
  }

  /** Comes back; where it is sent then. */
  async comeBack(url: string): Promise<URL> {
    const { pathname, search } = new URL(url);
    const answer = await this.visit('GET', pathname.split('/').slice(3), search);
    return new URL(answer.headers.get('location')!);
  }

  /** The whole way. */
  async signIn(provider: IdentityProviderId, login: string, sent: Sent = {}): Promise<URL> {
    return this.comeBack(await this.signInThere(await this.begin(provider, sent), login));
  }

  /** A request to `/api/auth/...` about a provider. */
  async visit(method: string, path: string[], search: string, form?: URLSearchParams): Promise<Response> {
    const { publicUrl } = this.#deps.config;
    const request = new Request(`${publicUrl}/api/auth/${path.join('/')}${search}`, {
      method,
      headers: { cookie: this.ours.header, origin: publicUrl },
      ...(form ? { body: form } : {}),
    });
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const answer = await visitProvider(this.#deps, {
      ...providerOfPath(this.#deps.config, path)!,
      request,
      caller: this.#caller,
      ask: (ports) => this.#ask(ports, method, path, { query, form }),
    });
    this.ours.keep(answer.headers);
    return answer;
  }

  get #caller(): Caller {
    return { traceId: 't', address: this.#address, userAgent: 'test' };
  }

  /** next-auth's handler for Node's requests, which needs no Next around it. */
  async #ask(
    ports: Pick<NextAuthPorts, 'acceptIdentity'>,
    method: string,
    path: string[],
    sent: { query?: Record<string, string>; form?: URLSearchParams | undefined } = {},
  ): Promise<Response> {
    const headers = new Headers();
    let [status, body] = [200, ''];
    const response = {
      status: (code: number) => ((status = code), response),
      setHeader: (name: string, value: string | string[]) => {
        headers.delete(name);
        for (const one of [value].flat()) headers.append(name, one);
        return response;
      },
      getHeader: (name: string) => (name.toLowerCase() === 'set-cookie' ? headers.getSetCookie() : undefined),
      json: (value: unknown) => void (body = JSON.stringify(value)),
      send: (value: unknown) => void (body = typeof value === 'string' ? value : JSON.stringify(value)),
      end: () => undefined,
    };
    const request = {
      method,
      query: { ...sent.query, nextauth: path },
      headers: { host: new URL(this.#deps.config.publicUrl).host },
      cookies: Object.fromEntries([...this.ours.cookies].map(([name, value]) => [name, decodeURIComponent(value)])),
      body: sent.form && Object.fromEntries(sent.form),
    };
    const options = authOptions({ ...this.#ports(), ...ports }, this.#caller);
    await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
    if (path[0] === 'csrf') this.ours.keep(headers);
    return new Response(body, { status, headers });
  }

  #ports(): NextAuthPorts {
    const { config, clock, cookies, credentials } = this.#deps;
    process.env['NEXTAUTH_URL'] = config.publicUrl;
    const noPassword = () => Promise.reject(new Error('no password is sent here'));
    return {
      config,
      clock,
      cookies,
      credentials,
      step: { read: () => undefined, keep: () => undefined },
      signIn: noPassword,
      finishSignIn: noPassword,
      signOut: (caller, session) => signOut(this.#deps, caller, session),
      onError: (error) => void this.errors.push(String(error)),
    };
  }

  /** Follows redirects within the provider, to a page of it or to the address that leads back to us. */
  async #follow(url: string, form?: URLSearchParams): Promise<{ url: string; page: string | null }> {
    const { origin } = new URL(url);
    let answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.theirs.header },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (;;) {
      this.theirs.keep(answer.headers);
      const location = answer.headers.get('location');
      if (location === null) return { url, page: await answer.text() };
      const next = new URL(location, origin);
      if (next.origin !== origin) return { url: next.href, page: null };
      answer = await fetch(next, { redirect: 'manual', headers: { cookie: this.theirs.header } });
    }
  }
}
