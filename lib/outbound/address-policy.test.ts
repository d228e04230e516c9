import { describe, expect, it } from 'vitest';
import { isPublicAddress, parseAllowRules } from './address-policy.ts';

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111', '2a00:1450:4001:830::200e'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'metadata'],
    ['169.254.0.1', 'link-local'],
    ['100.64.0.1', 'CGNAT'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['198.18.0.1', 'benchmarking'],
    ['192.0.2.1', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['fd00:ec2::254', 'metadata'],
    ['fc00::1', 'unique local'],
    ['ff02::1', 'multicast'],
    ['::ffff:127.0.0.1', 'mapped'],
    ['::ffff:7f00:1', 'mapped'],
    ['::ffff:8.8.8.8', 'mapped'],
    ['::127.0.0.1', 'compatible'],
    ['::ffff:0:127.0.0.1', 'translated'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::7f00:1', 'local NAT64'],
    ['2002:7f00:1::', '6to4'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['2606:4700::5efe:7f00:1', 'ISATAP'],
    ['100::1', 'discard'],
    ['5f00::1', 'segment routing'],
    ['not an address', 'nonsense'],
    ['', 'nothing'],
  ])('%s is not (%s)', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('parseAllowRules', () => {
  const rules = parseAllowRules(['intern.test', 'box.test:8080', '10.1.0.0/16', '127.0.0.1', '[::1]:9000', 'fd00::/8']);
  it.each([
    ['intern.test', 80, '10.0.0.1', true],
    ['INTERN.test.', 443, '10.0.0.1', true],
    ['x.intern.test', 80, '10.0.0.1', false],
    ['box.test', 8080, '10.0.0.1', true],
    ['box.test', 8081, '10.0.0.1', false],
    ['any.test', 1, '10.1.255.1', true],
    ['any.test', 1, '10.2.0.1', false],
    ['localhost', 3000, '127.0.0.1', true],
    ['localhost', 3000, '127.0.0.2', false],
    ['localhost', 9000, '::1', true],
    ['localhost', 9001, '::1', false],
    ['any.test', 1, 'fd12::1', true],
  ])('%s:%i at %s: %s', (host, port, address, expected) => {
    expect(rules.allows(host, port, address)).toBe(expected);
  });
  it('refuses what it cannot read', () => {
    expect(() => parseAllowRules(['http://x.test'])).toThrow();
    expect(() => parseAllowRules(['10.0.0.0/99'])).toThrow();
  });
});
