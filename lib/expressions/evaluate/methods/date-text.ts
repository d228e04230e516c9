/** JavaScript's `String(date)` in UTC, whatever the zone of the process. */
export function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'Invalid Date';
  return `${dateOnlyText(date)} ${timeOnlyText(date)}`;
}

/** `date.toDateString()` in UTC. */
export function dateOnlyText(date: Date): string {
  const match = /^(\w+), (\d+) (\w+) (-?\d+)/.exec(date.toUTCString());
  return match ? `${match[1]} ${match[3]} ${match[2]} ${match[4]}` : 'Invalid Date';
}

/** `date.toTimeString()` in UTC. */
export function timeOnlyText(date: Date): string {
  const match = /(\d+:\d+:\d+) GMT$/.exec(date.toUTCString());
  return match ? `${match[1]} GMT+0000 (Coordinated Universal Time)` : 'Invalid Date';
}

const hasZone = /(?:\b(?:Z|UT|UTC|GMT|[ECMP][SD]T)\b|\d{1,2}:\d{2}.*[+-]\d{2}:?\d{2})/i;

/** `Date.parse`, with UTC where the text names no zone. NaN if it is no date. */
export function parseDate(text: string): number {
  if (/^\s*[+-]?\d{4,6}(-\d\d){0,2}\s*$/.test(text)) return Date.parse(text.trim());
  if (/^[+-]?\d{4,6}(-\d\d){0,2}T\d\d:\d\d(:\d\d([.,]\d+)?)?$/.test(text)) return Date.parse(`${text}Z`);
  return Date.parse(hasZone.test(text) || /\dZ$/i.test(text) ? text : `${text} UTC`);
}
