import { describe, expect, it } from 'vitest';
import { createHttpGuards } from './http-guards.ts';

const local = createHttpGuards({
  host: '127.0.0.1',
  publicUrl: 'http://127.0.0.1:3000',
  mcpPublicUrl: 'http://127.0.0.1:3001',
});
const hosted = createHttpGuards({
  host: '0.0.0.0',
  publicUrl: 'https://app.example.com',
  mcpPublicUrl: 'https://mcp.example.com',
});

describe('isOurHost', () => {
  it.each(['127.0.0.1:3001', 'localhost:3001', 'LOCALHOST', '[::1]:80'])('takes %s', (host) => {
    expect(local.isOurHost({ host })).toBe(true);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:3001', '', 'a b', 'localhost:99999999'])(
    'refuses %j',
    (host) => {
      expect(local.isOurHost({ host })).toBe(false);
      expect(hosted.isOurHost({ host })).toBe(false);
    },
  );

  it('refuses a request without Host, and takes the public name', () => {
    expect(hosted.isOurHost({})).toBe(false);
    expect(hosted.isOurHost({ host: 'mcp.example.com' })).toBe(true);
    expect(local.isOurHost({ host: 'mcp.example.com' })).toBe(false);
  });
});

describe('isAllowedOrigin', () => {
  it('takes requests that come from no page', () => {
    expect(hosted.isAllowedOrigin({})).toBe(true);
  });

  it('takes the web app and itself', () => {
    expect(hosted.isAllowedOrigin({ origin: 'https://app.example.com' })).toBe(true);
    expect(hosted.isAllowedOrigin({ origin: 'https://mcp.example.com' })).toBe(true);
  });

  it('takes loopback pages only for a loopback installation', () => {
    expect(local.isAllowedOrigin({ origin: 'http://localhost:6274' })).toBe(true);
    expect(hosted.isAllowedOrigin({ origin: 'http://localhost:6274' })).toBe(false);
  });

  it.each([
    'https://evil.example',
    'null',
    'http://app.example.com',
    'https://app.example.com.evil.example',
    'file://',
  ])('refuses %s', (origin) => {
    expect(local.isAllowedOrigin({ origin })).toBe(false);
    expect(hosted.isAllowedOrigin({ origin })).toBe(false);
  });
});
