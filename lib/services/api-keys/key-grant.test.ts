import { describe, expect, it } from 'vitest';
import type { KeyRights, Principal } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import { grantWithin } from './key-grant.ts';

const [server, other] = [newId(), newId()];

const maker = (apiKey?: Partial<KeyRights>): Principal => ({
  kind: apiKey ? 'apiKey' : 'user',
  userId: newId(),
  email: 'ada@example.com',
  workspaceId: newId(),
  workspaceSlug: 'acme',
  role: 'owner',
  traceId: 'test',
  ...(apiKey && { apiKey: { id: newId(), scopes: ['mcp:call', 'mcp:read'], servers: null, ...apiKey } }),
});

describe('the grant of a key', () => {
  it('has scopes of MCP alone when it is for tools, or for reading', () => {
    expect(grantWithin(maker(), { readOnly: true })).toMatchObject({
      scopes: ['mcp:call', 'mcp:read'],
      readOnly: true,
    });
    expect(grantWithin(maker(), { servers: [server], tools: ['a', 'a'] })).toMatchObject({
      scopes: ['mcp:call', 'mcp:read'],
      tools: ['a'],
    });
    expect(() => grantWithin(maker(), { readOnly: true, scopes: ['api:write'] })).toThrow('MCP alone');
  });

  it('names tools of one server only', () => {
    expect(() => grantWithin(maker(), { tools: ['a'] })).toThrow('exactly one server');
    expect(() => grantWithin(maker(), { servers: [server, other], tools: ['a'] })).toThrow('exactly one server');
  });

  it('never goes beyond the key that makes it', () => {
    const narrow = maker({ servers: [server], tools: ['a', 'b'], readOnly: true });
    expect(grantWithin(narrow, {})).toMatchObject({ servers: [server], tools: ['a', 'b'], readOnly: true });
    expect(grantWithin(narrow, { tools: ['b'] }).tools).toEqual(['b']);
    expect(() => grantWithin(narrow, { tools: ['b', 'c'] })).toThrow('these tools');
    expect(() => grantWithin(narrow, { readOnly: false })).toThrow('the right to change things');
  });
});
