import { nearestName } from '#lib/expressions/parse/names.ts';
import type { WorkflowPlan } from './plan.ts';

export type TriggerChoice =
  | { ok: true; trigger: number }
  | { ok: false; code: 'ambiguous_trigger' | 'unknown_trigger' | 'no_trigger'; message: string; triggers: string[] };

/** The trigger that starts a run: the named one, or the only enabled one. `triggers` lists the enabled keys. */
export function selectTrigger(plan: WorkflowPlan, key?: string): TriggerChoice {
  const triggers = plan.triggers.map((index) => plan.nodes[index]!.key);
  if (key === undefined) {
    if (triggers.length === 1) return { ok: true, trigger: plan.triggers[0]! };
    if (triggers.length === 0) {
      return { ok: false, code: 'no_trigger', message: 'The workflow has no enabled trigger', triggers };
    }
    const message = `The workflow has several triggers; name one: ${triggers.join(', ')}`;
    return { ok: false, code: 'ambiguous_trigger', message, triggers };
  }
  const position = triggers.indexOf(key);
  if (position >= 0) return { ok: true, trigger: plan.triggers[position]! };
  const near = nearestName(key, triggers);
  const offer = near ? `; did you mean "${near}"?` : triggers.length > 0 ? `; it has: ${triggers.join(', ')}` : '';
  return {
    ok: false,
    code: 'unknown_trigger',
    message: `The workflow has no enabled trigger "${key}"${offer}`,
    triggers,
  };
}
