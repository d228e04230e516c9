import type { Measurement } from './measure.ts';

/** Rows under a header, in columns; the first is left, the others right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return all.map(line).join('\n');
}

const ms = (us: number): string => (us / 1000).toFixed(2);

export function measurementTable(measurements: readonly Measurement[]): string {
  return table(
    ['server', 'connections', 'calls/s', 'p50 ms', 'p95 ms', 'p99 ms', 'CPU us/call', 'RSS MB'],
    measurements.map((m) => [
      m.name,
      String(m.connections),
      String(m.perSecond),
      ms(m.p50Us),
      ms(m.p95Us),
      ms(m.p99Us),
      m.cpuUs.toFixed(0),
      (m.rssBytes / 1e6).toFixed(0),
    ]),
  );
}

/** The value below which `share` of the numbers lie. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
