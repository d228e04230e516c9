import { describe, expect, it } from 'vitest';
import { limits } from '#lib/contracts/limits.ts';
import { expiries, memoryDraftOf, readMemoryDraft } from './memory-draft.ts';

const facts = { size: 1, updatedAt: '2026-01-01T00:00:00.000Z' };
const now = Date.parse('2026-01-01T00:00:00.000Z');

describe('an entry of the memory as it is written', () => {
  it('goes back and forth without a change', () => {
    for (const value of ['text', '', 5, null, { a: [1] }]) {
      const draft = memoryDraftOf({ ...facts, key: 'k', value, expiresAt: null });
      expect(readMemoryDraft(draft, now)).toEqual({ change: { key: 'k', value, expiresAt: null } });
    }
  });

  it('keeps its time, or gets another', () => {
    const entry = { ...facts, key: 'k', value: 1, expiresAt: '2026-01-02T00:00:00.000Z' };
    const draft = memoryDraftOf(entry);
    expect(expiries(entry)[0]).toBe('keep');
    expect(expiries(null)).not.toContain('keep');
    expect(readMemoryDraft(draft, now)).toEqual({ change: { key: 'k', value: 1 } });
    expect(readMemoryDraft({ ...draft, expiry: 'day' }, now)).toMatchObject({
      change: { expiresAt: '2026-01-02T00:00:00.000Z' },
    });
  });

  it('says what is wrong, by field', () => {
    const draft = memoryDraftOf(null);
    expect(readMemoryDraft({ ...draft, kind: 'json' }, now)).toEqual({ key: 'keyRequired', value: 'valueRequired' });
    expect(readMemoryDraft({ ...draft, key: 'k'.repeat(201) }, now)).toEqual({ key: 'keyWrong' });
    expect(readMemoryDraft({ ...draft, key: 'k', kind: 'json', value: '{' }, now)).toEqual({ value: 'jsonWrong' });
    const value = 'x'.repeat(limits.memoryValueBytes);
    expect(readMemoryDraft({ ...draft, key: 'k', value }, now)).toEqual({ value: 'tooLarge' });
  });
});
