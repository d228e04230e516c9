import { describe, expect, it } from 'vitest';
import { checkTimetable, latestTime, nextTime } from './cron.ts';

const at = (cron: string, timezone: string, from: string): string | null => {
  const next = nextTime({ cron, timezone }, Date.parse(from));
  return next === null ? null : new Date(next).toISOString();
};
/** The next `count` times, one after the other. */
const series = (cron: string, timezone: string, from: string, count: number): string[] => {
  const times: string[] = [];
  for (let last = from; times.length < count; last = times.at(-1)!) times.push(at(cron, timezone, last)!);
  return times;
};

describe('times of a schedule', () => {
  it('nine in the morning on workdays, in a zone', () => {
    expect(series('0 9 * * 1-5', 'Asia/Seoul', '2026-11-20T00:00:00Z', 2)).toEqual([
      '2026-11-23T00:00:00.000Z',
      '2026-11-24T00:00:00.000Z',
    ]);
  });
  it('a time that does not exist when clocks go forward is an hour later, once', () => {
    expect(series('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });
  it('a time that exists twice when clocks go back is run once', () => {
    expect(series('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });
  it('every half hour goes on in real time while clocks go back', () => {
    const times = series('*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00Z', 6).map((time) => Date.parse(time));
    expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual(Array(5).fill(1_800_000));
  });
  it('the latest time up to a moment, that moment too', () => {
    const daily = { cron: '0 9 * * *', timezone: 'UTC' };
    expect(latestTime(daily, Date.parse('2026-11-20T09:00:00Z'))).toBe(Date.parse('2026-11-20T09:00:00Z'));
    expect(latestTime(daily, Date.parse('2026-11-20T08:59:59Z'))).toBe(Date.parse('2026-11-19T09:00:00Z'));
  });
  it('the 29th of February, years ahead', () => {
    expect(at('0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z')).toBe('2028-02-29T00:00:00.000Z');
  });
});

describe('what is no schedule', () => {
  it.each(['0 9 * * 1-5', '*/15 * * * *', '0 0 L * *', '0 9 * * 1#1', '@daily', ' 5 4 * * sun '])(
    '%j is one',
    (cron) => {
      expect(checkTimetable({ cron, timezone: 'Europe/Berlin' })).toBe(null);
    },
  );
  it.each([
    '',
    '   ',
    '* * * *',
    '* * * * * *',
    '61 * * * *',
    'H H * * *',
    '@secondly',
    'soon',
    '0 9 * * 8',
    '0 9 * * mo',
  ])('%j is none', (cron) => {
    expect(checkTimetable({ cron, timezone: 'UTC' })).toEqual({ field: 'cron', kind: 'cron_invalid' });
  });
  it.each(['0 0 31 4 *', '0 0 30 2 *', '0 0 31 4,6,9,11 *'])('%j never comes', (cron) => {
    const fault = checkTimetable({ cron, timezone: 'UTC' });
    expect(fault?.field).toBe('cron');
  });
  it.each(['', 'Mars/Base', 'UTC+25', '../etc'])('%j is no time zone', (timezone) => {
    expect(checkTimetable({ cron: '0 9 * * *', timezone })).toEqual({ field: 'timezone', kind: 'timezone_unknown' });
  });
});
