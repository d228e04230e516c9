/** From where an address can be reached, as far as it says so itself. */
export type AddressReach = 'loopback' | 'private' | 'public';

const privateNames = /(^|\.)(local|localdomain|internal|intranet|lan|home|corp|home\.arpa|test|svc|cluster\.local)$/;
const private4 = [
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^169\.254\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^0\./,
];

/**
 * Where an address leads by its spelling alone: what a name resolves to, and what a firewall lets pass, it cannot know. A URL has
 * brought every spelling of an IPv4 address into its usual form.
 */
export function addressReach(address: string): AddressReach {
  const host = URL.parse(address)?.hostname.replace(/\.$/, '') ?? '';
  if (host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]')
    return 'loopback';
  if (host.startsWith('[')) return /^\[(f[cd]|fe[89ab]|::)/.test(host) ? 'private' : 'public';
  if (private4.some((pattern) => pattern.test(host))) return 'private';
  return privateNames.test(host) || !host.includes('.') ? 'private' : 'public';
}
