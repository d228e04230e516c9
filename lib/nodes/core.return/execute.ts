import { contentFault } from '#lib/kit/content-fault.ts';
import { NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { coreReturn } from './definition.ts';

export const executeCoreReturn: NodeExecutor<typeof coreReturn> = (_context, config) => {
  const end = { kind: 'return' as const, output: config.value, isError: config.isError === true };
  const { content } = config;
  if (content === undefined || content.length === 0) return end;
  content.forEach((part, index) => {
    const fault = contentFault(part);
    if (fault) throw new NodeFailure('config_invalid', fault.said, { path: `/content/${index}/${fault.field}` });
  });
  return { ...end, content };
};
