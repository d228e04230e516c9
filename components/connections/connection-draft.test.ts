import { describe, expect, it } from 'vitest';
import { connectorDescriptions } from '#lib/catalog/connectors.ts';
import type { Connection } from '#lib/contracts/api/connections.ts';
import { changeOf, clearsSecret, creationOf, draftFieldsOf, draftOf, missingIn } from './connection-draft.ts';

const connectorOf = (id: string) => connectorDescriptions.find((connector) => connector.id === id)!;
const connection: Connection = {
  id: '01934b1e-0000-7000-8000-000000000001',
  name: 'Api',
  connector: 'bearer',
  hosts: ['b.test', 'a.test'],
  settings: { testUrl: 'https://a.test/me' },
  variables: {},
  ready: true,
  personal: false,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  lastTestedAt: null,
  lastTestOk: null,
};

describe('a connection’s form', () => {
  it('is derived from the connector', () => {
    const fields = draftFieldsOf(connectorOf('apiKey'));
    expect(fields.map(({ name, control, secret, required }) => [name, control, secret, required])).toEqual([
      ['place', 'select', false, false],
      ['name', 'text', false, true],
      ['value', 'password', true, true],
      ['testUrl', 'text', false, false],
    ]);
    expect(fields[0]).toMatchObject({
      options: [
        { value: 'header', label: 'Header' },
        { value: 'query', label: 'Address (query)' },
      ],
      default: 'header',
    });
    expect(draftFieldsOf(connectorOf('postgres')).find(({ name }) => name === 'port')?.default).toBe('5432');
  });

  it('says what is missing; a stored secret may stay', () => {
    const connector = connectorOf('bearer');
    const fields = draftFieldsOf(connector);
    const empty = draftOf(fields, null, false);
    expect([...missingIn(empty, fields, connector, false)]).toEqual(['name', 'hosts', 'fields.token']);
    const stored = draftOf(fields, connection, false);
    expect(missingIn(stored, fields, connector, true).size).toBe(0);
  });

  it('becomes a new connection', () => {
    const connector = connectorOf('headers');
    const fields = draftFieldsOf(connector);
    const headers = [
      ['X-One', 'a '],
      [' ', 'dropped'],
    ] as const;
    const draft = { name: ' Mine ', personal: true, hosts: 'a.test, b.test:8443', fields: { headers, testUrl: '' } };
    expect(creationOf(draft, fields, connector)).toEqual({
      name: 'Mine',
      connector: 'headers',
      hosts: ['a.test', 'b.test:8443'],
      fields: { headers: { 'X-One': 'a ' } },
      personal: true,
    });
  });

  it('a secret variable stands in for a secret, and stays when nothing else is chosen', () => {
    const bearer = connectorOf('bearer');
    const fields = draftFieldsOf(bearer);
    const draft = draftOf(fields, { ...connection, variables: { '/token': 'KEY' } }, false);
    expect(draft.fields['token']).toEqual({ variable: 'KEY' });
    expect(changeOf(draft, fields, bearer)).toMatchObject({ fields: { token: { $variable: 'KEY' } } });
    const none = { ...draft, fields: { token: { variable: '' } } };
    expect([...missingIn(none, fields, bearer, false)]).toEqual(['fields.token']);
    const set = connectorOf('headers');
    const headers = [['X-One', { variable: 'KEY' }]] as const;
    expect(creationOf({ ...draft, fields: { headers } }, draftFieldsOf(set), set)).toMatchObject({
      fields: { headers: { 'X-One': { $variable: 'KEY' } } },
    });
  });

  it('becomes a change: secrets only when typed, what was emptied is taken away', () => {
    const connector = connectorOf('bearer');
    const fields = draftFieldsOf(connector);
    const draft = draftOf(fields, connection, false);
    const emptied = { ...draft, fields: { ...draft.fields, testUrl: '' } };
    expect(changeOf(emptied, fields, connector)).toMatchObject({
      hosts: ['b.test', 'a.test'],
      fields: { testUrl: null },
    });
    expect(changeOf(emptied, fields, connector).fields).not.toHaveProperty('token');
    expect(clearsSecret(draft, fields, connection, connector)).toBe(false);
    expect(clearsSecret({ ...draft, hosts: 'a.test b.test' }, fields, connection, connector)).toBe(false);
    expect(clearsSecret({ ...draft, hosts: 'a.test' }, fields, connection, connector)).toBe(true);
  });

  it('a database’s address says where its password goes', () => {
    const connector = connectorOf('postgres');
    const fields = draftFieldsOf(connector);
    const settings = { host: 'db.test', port: 5432, database: 'd', user: 'u', tls: 'verify' };
    const database = { ...connection, connector: 'postgres', hosts: ['db.test:5432'], settings };
    const draft = draftOf(fields, database, false);
    expect(clearsSecret(draft, fields, database, connector)).toBe(false);
    const moved = { ...draft, fields: { ...draft.fields, port: '6432' } };
    expect(clearsSecret(moved, fields, database, connector)).toBe(true);
    expect(changeOf(moved, fields, connector)).toMatchObject({ fields: { port: 6432 } });
    expect(changeOf(moved, fields, connector)).not.toHaveProperty('hosts');
  });
});
