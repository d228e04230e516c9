import { expect, it } from 'vitest';
import { callLimitFields, limitsDraftOf, readLimits } from './limits-draft.ts';

it('writes bytes as KiB, and nothing where nothing is limited', () => {
  const draft = limitsDraftOf(callLimitFields, { callsPerMinute: 60, bodyBytes: 2_048 });
  expect(draft).toEqual({ callsPerMinute: '60', concurrentCalls: '', bodyBytes: '2', resultBytes: '' });
  expect(readLimits(callLimitFields, draft)).toEqual({ ok: true, limits: { callsPerMinute: 60, bodyBytes: 2_048 } });
});

it('names the fields that are no numbers within their bounds', () => {
  const draft = { callsPerMinute: '0', concurrentCalls: 'many', bodyBytes: '1.5', resultBytes: ' 3 ' };
  expect(readLimits(callLimitFields, draft)).toEqual({
    ok: false,
    faults: new Set(['callsPerMinute', 'concurrentCalls']),
  });
});
