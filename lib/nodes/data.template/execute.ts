import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import { textOfValue } from '#lib/kit/text-of-value.ts';
import type { dataTemplate } from './definition.ts';

export const executeDataTemplate: NodeExecutor<typeof dataTemplate> = (_context, { template }) =>
  done(textOfValue(template));
