import { nearestName } from '#lib/expressions/parse/names.ts';
import { say, type Said } from '#lib/shared/say.ts';
import type { WorkflowPlan } from './plan.ts';

export type TriggerChoice =
  | { ok: true; trigger: number }
  | { ok: false; code: 'ambiguous_trigger' | 'unknown_trigger' | 'no_trigger'; said: Said; triggers: string[] };

/** The trigger that starts a run: the named one, or the only enabled one. `triggers` lists the enabled keys. */
export function selectTrigger(plan: WorkflowPlan, key?: string): TriggerChoice {
  const triggers = plan.triggers.map((index) => plan.nodes[index]!.key);
  if (key === undefined) {
    if (triggers.length === 1) return { ok: true, trigger: plan.triggers[0]! };
    if (triggers.length === 0) {
      return { ok: false, code: 'no_trigger', said: say('no_enabled_trigger'), triggers };
    }
    return { ok: false, code: 'ambiguous_trigger', said: say('several_triggers', { triggers }), triggers };
  }
  const position = triggers.indexOf(key);
  if (position >= 0) return { ok: true, trigger: plan.triggers[position]! };
  const near = nearestName(key, triggers);
  return { ok: false, code: 'unknown_trigger', said: unknownTrigger(key, near, triggers), triggers };
}

function unknownTrigger(name: string, near: string | undefined, triggers: readonly string[]): Said {
  if (near !== undefined) return say('trigger_unknown_near', { name, near });
  return triggers.length > 0 ? say('trigger_unknown_others', { name, triggers }) : say('trigger_unknown', { name });
}
