import { conditionIsTrue } from '#lib/kit/condition.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { logicIf } from './definition.ts';

export const executeLogicIf: NodeExecutor<typeof logicIf> = (_context, config) => {
  const holds = conditionIsTrue(config.condition.evaluate());
  return done(holds, holds ? 'true' : 'false');
};
