import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX = 'tw_';
/** 32 random bytes need 43 digits of base 62; six more carry a checksum, so that scanners and typos are told apart offline. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const SHOWN_LENGTH = 8;
const KEY = /^tw_[0-9A-Za-z]{49}$/;

export interface MintedApiKey {
  /** The whole key; shown once, never stored. */
  key: string;
  /** The first characters, stored to recognise it by. */
  prefix: string;
  hash: Uint8Array<ArrayBuffer>;
}

export function mintApiKey(): MintedApiKey {
  const secret = base62(randomBytes(32), SECRET_LENGTH);
  const key = `${PREFIX}${secret}${checksum(secret)}`;
  return { key, prefix: key.slice(0, PREFIX.length + SHOWN_LENGTH), hash: hashApiKey(key) };
}

/** SHA-256 is enough: a key has 256 random bits. */
export function hashApiKey(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(key).digest());
}

/** Whether a text can be a key at all. A pass says nothing about whether the key lives. */
export function isWellFormedApiKey(text: string): boolean {
  if (!KEY.test(text)) return false;
  const secret = text.slice(PREFIX.length, PREFIX.length + SECRET_LENGTH);
  return text.endsWith(checksum(secret));
}

function checksum(secret: string): string {
  return base62(createHash('sha256').update(`${PREFIX}${secret}`).digest().subarray(0, 4), CHECKSUM_LENGTH);
}

function base62(bytes: Uint8Array, length: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let place = 0; place < length; place += 1) {
    text = ALPHABET[Number(rest % 62n)]! + text;
    rest /= 62n;
  }
  return text;
}
