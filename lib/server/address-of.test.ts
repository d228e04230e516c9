import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { addressOf } from './address-of.ts';

const from = (socket: string, forwarded?: string): Pick<IncomingMessage, 'headers' | 'socket'> => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress: socket } as IncomingMessage['socket'],
});

it('is the socket’s, whatever a client claims, when no proxy is trusted', () => {
  expect(addressOf(from('203.0.113.5'), 0)).toBe('203.0.113.5');
  expect(addressOf(from('203.0.113.5', '198.51.100.1'), 0)).toBe('203.0.113.5');
});

it('lies one entry to the left for each trusted proxy, and no further', () => {
  expect(addressOf(from('10.0.0.2', '198.51.100.1, 203.0.113.5'), 1)).toBe('203.0.113.5');
  expect(addressOf(from('10.0.0.2', '198.51.100.1, 203.0.113.5'), 2)).toBe('198.51.100.1');
  expect(addressOf(from('10.0.0.2'), 1)).toBe('10.0.0.2');
});

it('is the socket’s where a proxy sends nonsense', () => {
  expect(addressOf(from('10.0.0.2', 'nonsense'), 1)).toBe('10.0.0.2');
});
