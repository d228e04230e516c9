'use client';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { HookSection } from './hook-section.tsx';
import { ScheduleSection } from './schedule-section.tsx';

/** What a trigger has beside its settings: where it is called or filled in, when it runs. Nothing for other nodes. */
export function TriggerSection({ node }: { node: WorkflowNode }) {
  switch (node.type) {
    case 'trigger.webhook':
      return <HookSection kind="webhook" node={node} />;
    case 'trigger.form':
      return <HookSection kind="form" node={node} />;
    case 'trigger.schedule':
      return <ScheduleSection node={node} />;
    default:
      return null;
  }
}
