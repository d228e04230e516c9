import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say } from '#lib/shared/say.ts';
import type { ScheduleFault, ValidationPorts } from './validation-ports.ts';

/** Times that cannot be read, or never come. Only where somebody can tell: reading them takes a library. */
export function validateSchedules(definition: WorkflowDefinition, { checkSchedule }: ValidationPorts): Problem[] {
  if (!checkSchedule) return [];
  return definition.nodes.flatMap((node): Problem[] => {
    const { cron, timezone = 'UTC' } = node.config;
    if (node.type !== 'trigger.schedule' || node.disabled === true) return [];
    if (typeof cron !== 'string' || cron === '' || typeof timezone !== 'string') return [];
    const fault = checkSchedule({ cron, timezone });
    if (!fault) return [];
    const value = fault.field === 'cron' ? cron : timezone;
    return [
      {
        severity: 'error',
        code: fault.kind,
        nodeId: node.id,
        path: `/${fault.field}`,
        ...saidOf(fault, node.key, value),
      },
    ];
  });
}

function saidOf({ kind }: ScheduleFault, node: string, value: string) {
  const values = { node, value: value.slice(0, 100) };
  if (kind === 'timezone_unknown') return hint(say('timezone_unknown', values), 'hint_timezone');
  if (kind === 'cron_never_fires') return hint(say('cron_never_fires', values), 'hint_cron_never_fires');
  return hint(say('cron_invalid', values), 'hint_cron');
}
