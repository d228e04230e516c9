import { limits } from '#lib/contracts/limits.ts';
import { NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import { say } from '#lib/shared/say.ts';
import type { logicWait } from './definition.ts';

const dayMs = 86_400_000;

export const executeLogicWait: NodeExecutor<typeof logicWait> = (context, { ms, until }) => {
  if ((ms === undefined) === (until === undefined)) throw new NodeFailure('config_invalid', say('wait_which'));
  const moment = until === undefined ? context.now + ms! : momentOf(until);
  if (moment - context.now > limits.waitMaxMs) {
    const said = say('wait_too_long', { days: limits.waitMaxMs / dayMs });
    throw new NodeFailure('limit_exceeded', said, { path: until === undefined ? '/ms' : '/until' });
  }
  return { kind: 'time', until: moment };
};

function momentOf(until: string | number): number {
  const moment =
    typeof until === 'number' ? until : /^\s*\d+(\.\d+)?\s*$/.test(until) ? Number(until) : Date.parse(until);
  if (Number.isFinite(moment)) return moment;
  const value = typeof until === 'string' ? `"${until.slice(0, 60)}"` : String(until);
  throw new NodeFailure('config_invalid', say('wait_no_moment', { value }), { path: '/until' });
}
