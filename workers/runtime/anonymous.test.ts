import { expect, it } from 'vitest';
import { anonymousAt } from './anonymous.ts';

const place = { serverId: 's', workspaceId: 'w', workspaceSlug: 'acme' };
const who = (address: string): string => anonymousAt(place, address, 't').userId;

it('a host of IPv6 is the same caller at every address of its network', () => {
  expect(who('2001:db8:1:2::7')).toBe(who('2001:db8:1:2:ffff:eeee:dddd:cccc'));
  expect(who('2001:DB8:1:2:0:0:0:9')).toBe(who('2001:db8:1:2::7'));
  expect(who('2001:db8:1:3::7')).not.toBe(who('2001:db8:1:2::7'));
  expect(who('fe80::1%eth0')).toBe(who('fe80::2%eth0'));
});

it('an address of IPv4 is one caller, in either spelling', () => {
  expect(who('203.0.113.7')).not.toBe(who('203.0.113.8'));
  expect(who('::ffff:203.0.113.7')).toBe(who('203.0.113.7'));
  expect(who('::ffff:203.0.113.7')).not.toBe(who('::ffff:203.0.113.8'));
  expect(who('')).not.toBe(who('203.0.113.7'));
});
