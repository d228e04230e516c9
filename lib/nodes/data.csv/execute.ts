import { say } from '#lib/shared/say.ts';
import Papa from 'papaparse';
import { done, NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import { textOfValue } from '#lib/kit/text-of-value.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import type { dataCsv } from './definition.ts';

/** What a spreadsheet takes for a formula. */
const formula = /^[=+\-@\t\r]/;

export const executeDataCsv: NodeExecutor<typeof dataCsv> = (_context, { operation, value, header, delimiter }) => {
  if (operation === 'read') {
    if (typeof value === 'string') return done(read(value, header, delimiter));
    throw new NodeFailure('config_invalid', say('expected_got', { expected: 'text', got: 'list' }), { path: '/value' });
  }
  if (typeof value !== 'string') return done(write(value, header, delimiter));
  throw new NodeFailure('config_invalid', say('expected_got', { expected: 'list', got: 'text' }), { path: '/value' });
};

function read(text: string, header: boolean, delimiter: string | undefined): unknown[] {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    delimiter: delimiter ?? '',
    skipEmptyLines: 'greedy',
  });
  // That no delimiter could be found out is no fault: there is one column.
  const error = errors.find((one) => one.type !== 'Delimiter');
  if (error)
    throw new NodeFailure('csv_invalid', say('csv_row', { row: (error.row ?? 0) + 1, error: error.message }), {
      path: '/value',
    });
  if (!header) return data;
  const [names = [], ...rows] = data;
  return rows.map((row, at) => asObject(names, row, at + 2));
}

function asObject(names: readonly string[], row: readonly string[], line: number): object {
  if (row.length !== names.length) {
    const said = say('csv_cells', { row: line, count: row.length, limit: names.length });
    throw new NodeFailure('csv_invalid', said, { path: '/value' });
  }
  return Object.fromEntries(names.map((name, column) => [name, row[column]]));
}

function write(list: readonly unknown[], header: boolean, delimiter = ','): string {
  const names = [...new Set(list.flatMap((row) => (isJsonObject(row) ? Object.keys(row) : [])))];
  const rows = list.map((row, at) => cellsOf(row, names, at));
  return Papa.unparse(header && names.length > 0 ? [names.map(cell), ...rows] : rows, { delimiter, newline: '\n' });
}

function cellsOf(row: unknown, names: readonly string[], at: number): string[] {
  if (Array.isArray(row)) return row.map(cell);
  if (isJsonObject(row)) return names.map((name) => cell(Object.hasOwn(row, name) ? row[name] : null));
  throw new NodeFailure('config_invalid', say('csv_element', { index: at }), { path: '/value' });
}

function cell(value: unknown): string {
  const text = textOfValue(value);
  return typeof value !== 'number' && formula.test(text) ? `'${text}` : text;
}
