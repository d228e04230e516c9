import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataSplit } from './definition.ts';

export const executeDataSplit: NodeExecutor<typeof dataSplit> = (_context, { value, separator, size = 100 }) =>
  done(typeof value === 'string' ? pieces(value, separator) : batches(value, size));

function pieces(text: string, separator: string | undefined): string[] {
  return text
    .split(separator === undefined || separator === '' ? /\r\n|\n|\r/ : separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

function batches(list: readonly unknown[], size: number): unknown[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
