import { conditionIsTrue } from '#lib/kit/condition.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { logicSwitch } from './definition.ts';

export const executeLogicSwitch: NodeExecutor<typeof logicSwitch> = (_context, config) => {
  const chosen = config.cases.find((one) => conditionIsTrue(one.when.evaluate()));
  const port = chosen?.name ?? 'fallback';
  return done(port, port);
};
