import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { errorOf, outputOf, runNode } from '#lib/runner/testing/run-node.ts';

const CONNECTION = '0193d7a0-0000-7000-8000-000000000001';
const CANARY = 'canary-secret-51f2';
const hash = (config: object, input: unknown): Promise<unknown> =>
  outputOf('data.hash', { value: '{{ input }}', ...config }, input);

describe('data.hash', () => {
  // FIPS 180-4 and RFC 1321 examples.
  it.each([
    [{}, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [{ algorithm: 'sha1' }, 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    [{ algorithm: 'md5', encoding: 'hex' }, '900150983cd24fb0d6963f7d28e17f72'],
    [{ algorithm: 'md5', encoding: 'base64' }, 'kAFQmDzST7DWlj99KOF/cg=='],
  ])('%j of "abc"', async (config, expected) => {
    expect(await hash(config, 'abc')).toBe(expected);
  });
  it('a text as UTF-8, nothing as nothing, other values as JSON', async () => {
    const sha512 = (text: string): string => createHash('sha512').update(text, 'utf8').digest('hex');
    expect(await hash({ algorithm: 'sha512' }, '가é')).toBe(sha512('가é'));
    expect(await hash({ algorithm: 'sha512' }, null)).toBe(sha512(''));
    expect(await hash({ algorithm: 'sha512' }, { b: [1], a: null })).toBe(sha512('{"b":[1],"a":null}'));
  });
  it('a file by its bytes', async () => {
    const ports = memoryPorts();
    const bytes = Buffer.from([0, 255, 128]);
    const file = await ports.files.create({} as never, bytes, { name: 'x', mimeType: 'image/png' });
    const { output } = await runNode('data.hash', { value: '{{ input }}' }, file, ports);
    expect(output).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
  it('signs with the secret of a connection, which is nowhere in the run', async () => {
    const bound = { hosts: [], adds: { headers: {} }, secrets: [CANARY], signingKey: CANARY };
    const ports = memoryPorts({ connection: () => Promise.resolve(bound) });
    const config = { value: '{{ input }}', connectionId: CONNECTION };
    const { output } = await runNode('data.hash', config, 'abc', ports);
    expect(output).toBe(createHmac('sha256', CANARY).update('abc').digest('hex'));
    expect(ports.journal.entries.length).toBeGreaterThan(0);
    expect(JSON.stringify(ports.journal.entries)).not.toContain(CANARY);
  });
  it('does not sign with another kind of connection', async () => {
    const bound = { hosts: [], adds: { headers: { authorization: 'x' } }, secrets: [CANARY] };
    const ports = memoryPorts({ connection: () => Promise.resolve(bound) });
    const { error } = await runNode('data.hash', { value: 'abc', connectionId: CONNECTION }, null, ports);
    expect(error).toMatchObject({ code: 'connection_unsuitable', path: '/connectionId' });
    expect(JSON.stringify(error)).not.toContain(CANARY);
  });
  it('a connection that is not there is an error', async () => {
    expect(await errorOf('data.hash', { value: 'a', connectionId: CONNECTION })).toMatchObject({
      code: 'connection_not_found',
    });
  });
});
