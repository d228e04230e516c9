import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataLimit } from './definition.ts';

export const executeDataLimit: NodeExecutor<typeof dataLimit> = (_context, { items, count, from }) =>
  done(from === 'start' ? items.slice(0, count) : items.slice(Math.max(0, items.length - count)));
