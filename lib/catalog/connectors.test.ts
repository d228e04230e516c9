import { describe, expect, it } from 'vitest';
import { isNamedHost } from '#lib/contracts/connector.ts';
import { fieldsWith } from '#lib/kit/connector-definition.ts';
import { trialOf } from './connector-trials.ts';
import { connectorDescriptions, findConnector } from './connectors.ts';

describe('connectors', () => {
  it.each([
    ['bearer', ['token'], []],
    ['apiKey', ['value'], []],
    ['basic', ['password'], []],
    ['headers', ['headers'], []],
    ['postgres', ['password'], ['host', 'port', 'tls']],
    ['smtp', ['password'], ['host', 'port', 'security']],
    ['signingSecret', ['secret'], []],
  ])('%s: what is secret, and what says where it goes', (id, secret, binding) => {
    const connector = findConnector(id)!;
    expect(fieldsWith(connector, 'x-secret')).toEqual(secret);
    expect(fieldsWith(connector, 'x-binding')).toEqual(binding);
    expect(trialOf(id)).toBeTypeOf('function');
  });

  it('describes each with a title and a control for every field', () => {
    expect(connectorDescriptions.map(({ id }) => id)).toEqual([
      'bearer',
      'apiKey',
      'basic',
      'headers',
      'postgres',
      'smtp',
      'signingSecret',
    ]);
    for (const { fieldsSchema } of connectorDescriptions) {
      for (const field of Object.values(fieldsSchema['properties'] as Record<string, Record<string, unknown>>)) {
        expect(field).toMatchObject({ title: expect.any(String), 'x-control': expect.any(String) });
      }
    }
  });

  it.each(['toString', '__proto__', 'constructor', ''])('%j is no connector', (id) => {
    expect(findConnector(id)).toBeUndefined();
    expect(trialOf(id)).toBeUndefined();
  });
});

describe('isNamedHost', () => {
  const hosts = ['api.example.com', 'box.test:8443', '[::1]:9000', '127.0.0.1'];
  it.each([
    ['https://api.example.com/x', true],
    ['http://api.example.com/x', true],
    ['https://API.example.com:443/', true],
    ['https://api.example.com:8443/', false],
    ['https://api.example.com.evil.test/', false],
    ['https://evil.test/?api.example.com', false],
    ['https://x.api.example.com/', false],
    ['https://box.test:8443/', true],
    ['https://box.test/', false],
    ['http://[::1]:9000/', true],
    ['http://[0:0:0:0:0:0:0:1]:9000/', true],
    ['http://127.1/', true],
    ['http://2130706433/', true],
  ])('%s: %s', (url, named) => {
    expect(isNamedHost(hosts, new URL(url))).toBe(named);
  });
});
