import { describe, expect, it } from 'vitest';
import { checkVault } from './check-vault.ts';

const starting = Object.assign(new Error('the database system is starting up'), { code: '57P03' });
/** Fails with each of these in turn, then succeeds. */
function vaultOf(...failures: Error[]) {
  let asked = 0;
  return {
    asked: () => asked,
    checkMasterKeys: async (): Promise<void> => {
      asked += 1;
      const failure = failures[asked - 1];
      if (failure) throw failure;
    },
  };
}

describe('the first question to the database', () => {
  it('waits for one that is just coming back', async () => {
    const vault = vaultOf(starting, starting);
    await checkVault(vault);
    expect(vault.asked()).toBe(3);
  });
  it('a wrong key is told at once', async () => {
    const vault = vaultOf(new Error('The master key does not open what is stored'));
    await expect(checkVault(vault)).rejects.toThrow('master key');
    expect(vault.asked()).toBe(1);
  });
  it('gives up on one that stays away', async () => {
    await expect(checkVault(vaultOf(...Array<Error>(50).fill(starting)), 300)).rejects.toBe(starting);
  });
});
