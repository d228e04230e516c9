import { NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { coreFail } from './definition.ts';

export const executeCoreFail: NodeExecutor<typeof coreFail> = (_context, config) => {
  throw new NodeFailure(config.asProtocolError ? 'protocol_error' : 'failed', config.message);
};
