import { describe, expect, it } from 'vitest';
import { shownHost } from '#lib/shared/shown-host.ts';
import { serverOfPath, serverOfResource } from './addresses.ts';

const config = { mcpPublicUrl: 'https://mcp.example.com' };

describe('addresses of servers', () => {
  it('have one spelling', () => {
    expect(serverOfResource(config, 'https://mcp.example.com/mcp/acme/orders')).toEqual({
      workspaceSlug: 'acme',
      serverSlug: 'orders',
    });
    for (const text of [
      'https://mcp.example.com/mcp/acme/orders/',
      'https://mcp.example.com/mcp/acme/orders?x',
      'https://mcp.example.com/mcp/acme/orders#x',
      'https://mcp.example.com/mcp/acme/ord%65rs',
      'https://mcp.example.com/mcp/Acme/orders',
      'https://mcp.example.com:443/mcp/acme/orders',
      'https://mcp.example.com/mcp/acme',
      'https://mcp.example.com/',
      'https://mcp.example.com.evil.example/mcp/acme/orders',
      'http://mcp.example.com/mcp/acme/orders',
      '',
    ]) {
      expect(serverOfResource(config, text), text).toBeNull();
    }
    expect(serverOfPath('/mcp/acme/orders/')).toEqual({ workspaceSlug: 'acme', serverSlug: 'orders' });
  });
});

describe('shownHost', () => {
  it.each([
    ['https://client.example/id.json', 'http://127.0.0.1:1/cb', 'client.example'],
    ['X-1', 'https://app.example:8443/cb', 'app.example:8443'],
    ['X-1', 'com.example.app:/cb', 'com.example.app:'],
    ['X-1', 'https://trusted.example@evil.example/cb', 'evil.example'],
  ])('%s, %s is %s', (clientId, redirectUri, host) => expect(shownHost(clientId, redirectUri)).toBe(host));
});
