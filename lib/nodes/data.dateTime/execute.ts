import { say } from '#lib/shared/say.ts';
import { DateTime, IANAZone } from 'luxon';
import type { z } from 'zod';
import { done, NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataDateTime } from './definition.ts';

type Config = z.output<(typeof dataDateTime)['config']>;

export const executeDataDateTime: NodeExecutor<typeof dataDateTime> = (context, config) => {
  if (!IANAZone.isValidZone(config.timezone)) {
    throw new NodeFailure('config_invalid', say('no_time_zone', { name: config.timezone.slice(0, 80) }), {
      path: '/timezone',
    });
  }
  const given = config.value === undefined || config.value === '' ? context.now : config.value;
  const moment = shift(read(given, '/value', config), config);
  const other = config.until === undefined || config.until === '' ? null : read(config.until, '/until', config);
  return done({ ...partsOf(moment, config), ...(other && { difference: distance(moment, other) }) });
};

function read(value: string | number, path: string, { timezone, inputFormat }: Config): DateTime<true> {
  const options = { zone: timezone, locale: 'en-US' };
  const moment =
    typeof value === 'number'
      ? DateTime.fromMillis(value, options)
      : inputFormat === undefined || inputFormat === ''
        ? DateTime.fromISO(value, options)
        : DateTime.fromFormat(value, inputFormat, options);
  if (moment.isValid) return moment;
  const text = String(value).slice(0, 80);
  const said = inputFormat ? say('no_date_format', { text, format: inputFormat }) : say('no_date_iso', { text });
  throw new NodeFailure('date_invalid', said, { path });
}

function shift(moment: DateTime<true>, { amount, unit, startOf }: Config): DateTime<true> {
  const later = amount === undefined ? moment : moment.plus({ [unit]: amount });
  const shifted = startOf === 'none' ? later : later.startOf(startOf);
  if (shifted.isValid) return shifted as DateTime<true>;
  throw new NodeFailure('date_invalid', say('date_too_far'), { path: '/amount' });
}

function partsOf(moment: DateTime<true>, { format, timezone }: Config): Record<string, unknown> {
  const { year, month, day, hour, minute, second, weekday, weekNumber } = moment;
  const iso = moment.toISO();
  return {
    iso,
    ms: moment.toMillis(),
    text: format === undefined || format === '' ? iso : moment.toFormat(format),
    year,
    month,
    day,
    hour,
    minute,
    second,
    weekday,
    week: weekNumber,
    timezone,
  };
}

function distance(from: DateTime<true>, to: DateTime<true>): Record<string, number> {
  const ms = to.toMillis() - from.toMillis();
  const whole = (size: number): number => Math.trunc(ms / size) || 0;
  return { days: whole(86_400_000), hours: whole(3_600_000), minutes: whole(60_000), seconds: whole(1_000), ms };
}
