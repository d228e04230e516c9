import { describe, expect, it } from 'vitest';
import { addressReach, clientObstacles, prevents } from './client-obstacles.ts';

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

describe('clientObstacles', () => {
  const local = { url: 'http://127.0.0.1:3001/mcp/a/b', access: 'key' } as const;
  const live = { url: 'https://mcp.example.com/mcp/a/b', access: 'oauth' } as const;

  it('tells that the cloud cannot reach what is at home, wants https, and takes no keys', () => {
    for (const id of ['claude', 'chatgpt'] as const) {
      expect(clientObstacles(id, local)).toEqual(['notPublic', 'plainHttp', 'staticKey']);
      expect(clientObstacles(id, { ...live, access: 'key' })).toEqual(['staticKey']);
      expect(clientObstacles(id, live)).toEqual([]);
      expect(clientObstacles(id, { ...live, access: 'public' })).toEqual([]);
    }
  });

  it('lets what runs on a desk use what it can reach from there', () => {
    for (const id of ['claudeCode', 'cursor', 'vscode', 'sdk', 'curl'] as const) {
      expect(clientObstacles(id, local)).toEqual(['thisMachine']);
      expect(clientObstacles(id, { ...local, url: 'http://10.0.0.1/mcp/a/b' })).toEqual(['thisNetwork']);
      expect(clientObstacles(id, { ...live, access: 'key' })).toEqual([]);
    }
    expect(['thisMachine', 'thisNetwork'].some((each) => prevents(each as 'thisMachine'))).toBe(false);
    expect(prevents('staticKey')).toBe(true);
  });
});
