import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { peerAddress } from './peer-address.ts';

const at = (internalHost: string) => peerAddress({ internalHost, internalPort: 3002 });

it('is what is listened on', () => {
  expect(at('127.0.0.1')).toBe('http://127.0.0.1:3002');
  expect(at('10.0.0.7')).toBe('http://10.0.0.7:3002');
  expect(at('fd00::7')).toBe('http://[fd00::7]:3002');
});

it('is an address of this machine where all are listened on', () => {
  const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
  for (const host of ['0.0.0.0', '::']) {
    const { hostname, port } = new URL(at(host));
    expect(own).toContain(hostname.replace(/^\[|\]$/g, ''));
    expect(port).toBe('3002');
  }
});
