import { describe, expect, it } from 'vitest';
import { addressReach } from './address-reach.ts';

describe('addressReach', () => {
  it.each([
    ['http://127.0.0.1:3001/mcp/a/b', 'loopback'],
    ['http://localhost:3001/', 'loopback'],
    ['http://mcp.localhost/', 'loopback'],
    ['http://[::1]:3001/', 'loopback'],
    ['http://2130706433/', 'loopback'],
    ['http://10.1.2.3/', 'private'],
    ['https://192.168.0.9/', 'private'],
    ['https://172.20.0.1/', 'private'],
    ['https://169.254.169.254/', 'private'],
    ['https://100.64.0.1/', 'private'],
    ['https://[fd00::1]/', 'private'],
    ['https://[fe80::1]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://mcp.internal/', 'private'],
    ['https://toolwright/', 'private'],
    ['https://toolwright.svc.cluster.local/', 'private'],
    ['https://172.32.0.1/', 'public'],
    ['https://mcp.example.com/', 'public'],
    ['https://mcp.example.com./', 'public'],
    ['https://[2606:4700::1]/', 'public'],
    ['https://8.8.8.8/', 'public'],
  ])('%s is %s', (url, reach) => {
    expect(addressReach(url)).toBe(reach);
  });
});
