import { describe, expect, it } from 'vitest';
import { checkConnection } from './check-connection.ts';

const schema = { 'x-connectors': ['bearer'] };
const connections = [
  { id: 'good', connector: 'bearer', ready: true },
  { id: 'cleared', connector: 'bearer', ready: false },
  { id: 'database', connector: 'postgres', ready: true },
];

describe('checkConnection', () => {
  it.each([
    ['good', null],
    ['cleared', 'connection_incomplete'],
    ['database', 'connection_unsuitable'],
    ['elsewhere', 'connection_not_found'],
  ])('%s: %s', (id, code) => {
    expect(checkConnection(id, schema, { connections })?.code ?? null).toBe(code);
  });
  it('says nothing while nobody knows which there are', () => {
    expect(checkConnection('elsewhere', schema, {})).toBeNull();
  });
  it('takes any kind where none is named', () => {
    expect(checkConnection('database', {}, { connections })).toBeNull();
  });
});
