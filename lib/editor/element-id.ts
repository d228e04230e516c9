const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A random element id: a letter and nine letters or digits, about 50 bits. */
export function newElementId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte, index) => alphabet[byte % (index === 0 ? 26 : alphabet.length)]).join('');
}
