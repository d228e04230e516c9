import { say, type Said } from '#lib/shared/say.ts';
import { isNamedHost } from '#lib/contracts/connector.ts';
import { NodeFailure, type OutboundRequest, type OutboundResponse } from '#lib/kit/node-executor.ts';
import type { BoundCredentials } from '#lib/runner/ports.ts';

/** Shorter secrets are not looked for in answers: they would be found everywhere. */
const minMaskedLength = 6;
const mask = '[hidden]';

/**
 * Is the address one for which the credentials are? `host` stands for the scheme's own port, `host:port` for that one.
 * Throws `connection_host_refused`, also for a redirect that leads from https to http.
 */
export function requireNamedHost({ of, hosts }: BoundCredentials, url: URL, from: URL | null): void {
  const who = of ?? 'the connection';
  if (from?.protocol === 'https:' && url.protocol === 'http:') {
    throw refused(of, say('host_after_redirect', { who, host: url.hostname }));
  }
  if (!isNamedHost(hosts, url)) throw refused(of, say('host_not_named', { who, host: url.host }));
}

/** The request as it goes out: the credentials replace what the node may have set itself. */
export function withCredentials<R extends { headers: Record<string, string> }>(
  credentials: readonly BoundCredentials[],
  url: URL,
  request: R,
): { url: URL; request: R } {
  const sent = new URL(url);
  const headers = { ...request.headers };
  for (const { adds } of credentials) {
    if (adds.query) sent.searchParams.set(adds.query.name, adds.query.value);
    Object.assign(headers, adds.headers);
  }
  return { url: sent, request: { ...request, headers } };
}

/** An answer may repeat what it was sent: the secrets are taken out of it. */
export function withoutSecrets(credentials: readonly BoundCredentials[], response: OutboundResponse): OutboundResponse {
  const secrets = textsToHide(credentials);
  const cleanText = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, mask), text);
  return {
    ...response,
    url: cleanText(response.url),
    headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, cleanText(value)])),
    body: cleanBytes(response.body, secrets),
  };
}

type TakeBody = NonNullable<OutboundRequest['takeBody']>;

/** The same for a body that is taken as it arrives, and for the head that is shown before. */
export function takerWithoutSecrets(credentials: readonly BoundCredentials[], takeBody: TakeBody): TakeBody {
  return (head) => {
    const { body: _none, ...cleanHead } = withoutSecrets(credentials, { ...head, body: new Uint8Array() });
    const taker = takeBody(cleanHead);
    return taker && { ...taker, into: (bytes) => taker.into(bytesWithoutSecrets(textsToHide(credentials), bytes)) };
  };
}

/** Each secret becomes as many asterisks, also where it is spread over two pieces. */
async function* bytesWithoutSecrets(
  texts: readonly string[],
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const secrets = texts.map((text) => Buffer.from(text));
  const held = Math.max(0, ...secrets.map(({ length }) => length - 1));
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    const seen = Buffer.concat([rest, bytes]);
    for (const secret of secrets) {
      const { length } = secret;
      for (let at = seen.indexOf(secret); at >= 0; at = seen.indexOf(secret, at + length))
        seen.fill('*', at, at + length);
    }
    const ready = Math.max(0, seen.length - held);
    if (ready > 0) yield seen.subarray(0, ready);
    rest = seen.subarray(ready);
  }
  if (rest.length > 0) yield rest;
}

/** Longest first: one may be a part of another. */
function textsToHide(credentials: readonly BoundCredentials[]): string[] {
  const secrets = credentials.flatMap((each) => each.secrets);
  const texts = [...new Set(secrets.flatMap(spellings))].filter(({ length }) => length >= minMaskedLength);
  return texts.sort((a, b) => b.length - a.length);
}

/** As it is, and as JSON and URLs write it. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, encodeURIComponent(secret), encodeURIComponent(secret).replaceAll('%20', '+')];
}

function cleanBytes(body: Uint8Array, secrets: readonly string[]): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!secrets.some((secret) => bytes.includes(secret))) return body;
  // Latin-1 keeps every byte, so that a text in any encoding comes out as it went in but for the secrets.
  const text = bytes.toString('latin1');
  const clean = secrets.reduce((rest, secret) => rest.replaceAll(Buffer.from(secret).toString('latin1'), mask), text);
  return Buffer.from(clean, 'latin1');
}

function refused(of: string | undefined, said: Said): NodeFailure {
  return new NodeFailure(of === undefined ? 'connection_host_refused' : 'secret_host_refused', said);
}
