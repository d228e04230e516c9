import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const dateTime = (config: object): Promise<unknown> => outputOf('data.dateTime', { ...config });

describe('data.dateTime', () => {
  it('the present, if nothing is given', async () => {
    const { ms } = (await dateTime({})) as { ms: number };
    expect(Math.abs(ms - Date.now())).toBeLessThan(60_000);
  });
  it('every part, in the zone that was named', async () => {
    expect(await dateTime({ value: '2026-03-04T00:00:00Z', timezone: 'Asia/Seoul', format: 'cccc d LLLL' })).toEqual({
      iso: '2026-03-04T09:00:00.000+09:00',
      ms: Date.UTC(2026, 2, 4),
      text: 'Wednesday 4 March',
      year: 2026,
      month: 3,
      day: 4,
      hour: 9,
      minute: 0,
      second: 0,
      weekday: 3,
      week: 10,
      timezone: 'Asia/Seoul',
    });
  });
  it('a date without a zone is in the one that was named', async () => {
    expect(await dateTime({ value: '2026-07-01T12:00', timezone: 'Europe/Berlin' })).toMatchObject({
      ms: Date.UTC(2026, 6, 1, 10),
    });
  });
  it('a day later is the same time of day, also when the clocks change', async () => {
    const config = { value: '2026-03-28T12:00', timezone: 'Europe/Berlin', amount: 1 };
    expect(await dateTime(config)).toMatchObject({ iso: '2026-03-29T12:00:00.000+02:00' });
    expect(await dateTime({ ...config, amount: 24, unit: 'hours' })).toMatchObject({ hour: 13 });
  });
  it('the end of a month, and the start of one', async () => {
    expect(await dateTime({ value: '2026-01-31', amount: 1, unit: 'months' })).toMatchObject({ month: 2, day: 28 });
    expect(await dateTime({ value: '2026-01-31', startOf: 'month' })).toMatchObject({ day: 1, hour: 0 });
    expect(await dateTime({ value: '2026-11-22', startOf: 'week' })).toMatchObject({ day: 16, weekday: 1 });
  });
  it('another way of writing', async () => {
    expect(await dateTime({ value: '31.12.2025', inputFormat: 'dd.MM.yyyy' })).toMatchObject({ year: 2025, month: 12 });
  });
  it('how far another date is', async () => {
    const config = { value: '2026-01-01', until: '2025-12-30T12:00:00Z' };
    expect(await dateTime(config)).toMatchObject({
      difference: { days: -1, hours: -36, minutes: -2160, seconds: -129600, ms: -129600000 },
    });
  });
  it.each([
    [{ value: '31.12.2025' }, 'date_invalid', '/value'],
    [{ value: '2026-02-30' }, 'date_invalid', '/value'],
    [{ until: 'soon' }, 'date_invalid', '/until'],
    [{ timezone: 'Mars/Base' }, 'config_invalid', '/timezone'],
    [{ value: '2026-01-01', amount: 1e15 }, 'date_invalid', '/amount'],
    [{ value: 1e30 }, 'date_invalid', '/value'],
  ])('%j: an error at the field', async (config, code, path) => {
    expect(await errorOf('data.dateTime', config)).toMatchObject({ code, path });
  });
});
