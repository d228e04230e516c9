import { describe, expect, it } from 'vitest';
import { curlOf, hookAddress } from './hook-address.ts';

describe('the address of a webhook or a form', () => {
  it('lies beside the server of its workflow', () => {
    const server = 'https://tools.example.com/run/mcp/acme/orders';
    expect(hookAddress('webhook', server, 'acme', 'github/issues')).toBe(
      'https://tools.example.com/run/hooks/acme/github/issues',
    );
  });

  it('of a form lies beside the webhooks', () => {
    expect(hookAddress('form', 'https://tools.example.com/mcp/acme/orders', 'acme', 'feedback')).toBe(
      'https://tools.example.com/forms/acme/feedback',
    );
  });

  it('is only a path as long as no server is known', () => {
    expect(hookAddress('webhook', null, 'acme', 'x')).toBe('/hooks/acme/x');
  });

  it('can be called from a terminal, with a body where the method has one', () => {
    expect(curlOf('http://h/hooks/a/x', 'ANY')).toContain("curl -X POST 'http://h/hooks/a/x'");
    expect(curlOf('http://h/hooks/a/x', 'PUT')).toContain('-d ');
    expect(curlOf('http://h/hooks/a/x', 'GET')).toBe("curl 'http://h/hooks/a/x?hello=world'");
    expect(curlOf('http://h/hooks/a/x', 'DELETE')).not.toContain('-d');
  });
});
