import { describe, expect, it } from 'vitest';
import { clientObstacles, prevents } from './client-obstacles.ts';

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
