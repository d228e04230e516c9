import ipaddr from 'ipaddr.js';

/** Cloud control planes that live at addresses which look public. */
const publicLookingMetadata = new Set(['168.63.129.16']);
const globalUnicast6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * Is this an address of the public internet? Everything else is internal: loopback, private, link-local, shared (CGNAT),
 * metadata, multicast, reserved, and every IPv6 form that carries an IPv4 address (mapped, compatible, translated, NAT64,
 * 6to4, Teredo). What is not an address is not public.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || publicLookingMetadata.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return (
    parsed.kind() === 'ipv4' || ((parsed as ipaddr.IPv6).match(globalUnicast6) && !isSpecial6(parsed as ipaddr.IPv6))
  );
}

/** Blocks inside 2000::/3 that are not for hosts: IETF protocols (RFC 2928), documentation (RFC 3849, 9637), 6to4, ISATAP. */
function isSpecial6(address: ipaddr.IPv6): boolean {
  const [first = 0, second = 0, , , , fifth = 0] = address.parts;
  if (first === 0x2001 && second < 0x200) return true;
  if ((first === 0x2001 && second === 0xdb8) || first === 0x2002 || (first === 0x3fff && second < 0x1000)) return true;
  return fifth === 0x5efe;
}

/** `OUTBOUND_ALLOW`, read once. */
export interface AllowRules {
  /** May this internal address be reached, for this host name and port? */
  allows(host: string, port: number, address: string): boolean;
  /** Is exactly this `host:port` named? Only then are our own ports reachable. */
  names(host: string, port: number, address: string): boolean;
}

/** Reads hosts, `host:port` and CIDR blocks. Throws on an entry that is none of them. */
export function parseAllowRules(entries: readonly string[]): AllowRules {
  const hosts = new Set<string>();
  const hostPorts = new Set<string>();
  const blocks: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];
  for (const raw of entries) {
    const entry = raw.trim().toLowerCase();
    if (entry === '') continue;
    if (entry.includes('/')) blocks.push(ipaddr.parseCIDR(entry));
    else if (ipaddr.isValid(entry)) hosts.add(canonicalHost(entry));
    else {
      const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(entry);
      if (!match) throw new Error(`OUTBOUND_ALLOW: "${raw}" is no host, host:port or CIDR block`);
      const host = canonicalHost(match[1]!);
      if (match[2] === undefined) hosts.add(host);
      else hostPorts.add(`${host} ${Number(match[2])}`);
    }
  }
  const names = (host: string, port: number, address: string): boolean =>
    hostPorts.has(`${canonicalHost(host)} ${port}`) || hostPorts.has(`${canonicalHost(address)} ${port}`);
  return {
    names,
    allows: (host, port, address) =>
      hosts.has(canonicalHost(host)) ||
      hosts.has(canonicalHost(address)) ||
      names(host, port, address) ||
      inBlocks(blocks, address),
  };
}

/** One spelling for a host: lower case, no brackets, no final dot, addresses in their normal form. */
export function canonicalHost(host: string): string {
  const plain = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return ipaddr.isValid(plain) ? ipaddr.parse(plain).toString() : plain;
}

function inBlocks(blocks: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][], address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return blocks.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base as never, bits));
}
