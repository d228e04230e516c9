import { say } from '#lib/shared/say.ts';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '#lib/shared/app-error.ts';
import { isId, newId } from '#lib/shared/ids.ts';

/** What a link carries: the id of its row, and a secret of 256 random bits of which only the hash is stored. */
export interface MintedLink {
  id: string;
  token: string;
  hash: Uint8Array<ArrayBuffer>;
}

export function mintLink(): MintedLink {
  const id = newId();
  const secret = randomBytes(32).toString('base64url');
  return { id, token: `${id}.${secret}`, hash: hashOf(secret) };
}

const TOKEN = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

export interface ReadLink {
  id: string;
  matches(hash: Uint8Array): boolean;
}

/** The parts of a link's token; null for what cannot be one. */
export function readLink(token: string): ReadLink | null {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  if (id === undefined || secret === undefined || !isId(id)) return null;
  return { id, matches: (hash) => timingSafeEqual(hashOf(secret), hash) };
}

/** One answer for unknown, wrong, used, expired and worn-out links. */
export function deadLink(): AppError {
  const said = say('invalid_link');
  return new AppError('invalid', said, { errors: [{ path: '/token', code: 'invalid_link', ...said }] });
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}
