import { isIP } from 'node:net';
import { z } from 'zod';

/** A TCP port, 1 to 65535. */
export const portField = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a whole number')
  .transform(Number)
  .refine((port) => port >= 1 && port <= 65535, 'must be between 1 and 65535');

export function countField(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,12}$/, 'must be a whole number')
    .transform(Number)
    .refine((count) => count >= minimum && count <= maximum, `must be between ${minimum} and ${maximum}`);
}

/** A base address without path, query or credentials; kept without the trailing slash. */
export const baseUrlField = z
  .string()
  .refine(isBaseUrl, 'must be an http or https address such as https://tools.example.com, without path or credentials')
  .transform((text) => new URL(text).origin);

/**
 * The issuer of an OpenID provider, as its tokens name it: letter by letter, so nothing is normalised but the slash at the
 * end, which its discovery document settles.
 */
export const issuerField = z
  .string()
  .refine(isIssuer, 'must be an http or https address such as https://login.example.com/realms/us, without query')
  .transform((text) => text.replace(/\/+$/, ''));

export const postgresUrlField = z
  .string()
  .refine((text) => hasProtocol(text, ['postgres:', 'postgresql:']), 'must be a postgresql:// address');

export const redisUrlField = z
  .string()
  .refine((text) => hasProtocol(text, ['redis:', 'rediss:']), 'must be a redis:// or rediss:// address');

export const smtpUrlField = z
  .string()
  .refine((text) => hasProtocol(text, ['smtp:', 'smtps:']), 'must be an smtp:// or smtps:// address');

/** One plain address, or `Name <address>`; no line breaks, which would forge headers. */
export const mailFromField = z
  .string()
  .regex(
    /^(?:[^<>\p{Cc}]{0,100}<[^<>\s\p{Cc}]+@[^<>\s\p{Cc}]+>|[^<>\s\p{Cc}]+@[^<>\s\p{Cc}]+)$/u,
    'must be an e-mail address, or Name <address>',
  );

const PLACEHOLDER =
  /change[-_ ]?(me|this|it)|place[-_ ]?holder|your[-_ ]|example|default|insert[-_ ]|replace[-_ ]|xxxx|password/i;

/** A secret of at least 32 bytes that somebody (or the supervisor) really generated. */
export const secretField = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) >= 32,
    'must have at least 32 bytes; make one with: openssl rand -base64 32',
  )
  .refine((text) => !isPlaceholder(text), 'is a placeholder; make a real one with: openssl rand -base64 32');

/** Comma-separated hosts, `host:port` or CIDR blocks. */
export const outboundAllowField = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  )
  .superRefine((entries, context) => {
    for (const entry of entries) {
      if (!isOutboundEntry(entry)) {
        context.addIssue({ code: 'custom', message: `"${entry}" is neither a host, nor host:port, nor a CIDR block` });
      }
    }
  });

/** How many proxies in front are trusted to set X-Forwarded-For: `false` is 0, `true` is 1. */
export const trustProxyField = z
  .string()
  .regex(/^(true|false|\d{1,2})$/, 'must be true, false or the number of proxies in front')
  .transform((text) => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text)));

export const hostField = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be an address or a host name');

function isBaseUrl(text: string): boolean {
  if (!hasProtocol(text, ['http:', 'https:'])) return false;
  const url = new URL(text);
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
}

function isIssuer(text: string): boolean {
  if (!hasProtocol(text, ['http:', 'https:'])) return false;
  const url = new URL(text);
  return url.search === '' && url.hash === '' && url.username === '' && url.password === '';
}

function hasProtocol(text: string, protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text) || new Set(text).size < 8;
}

function isOutboundEntry(entry: string): boolean {
  const block = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(entry);
  if (block) {
    const family = isIP(block[1]!);
    return family !== 0 && Number(block[2]) <= (family === 4 ? 32 : 128);
  }
  if (isIP(entry) !== 0) return true;
  const named = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::(\d{1,5}))?$/.exec(entry);
  return named !== null && (named[2] === undefined || (Number(named[2]) >= 1 && Number(named[2]) <= 65535));
}
