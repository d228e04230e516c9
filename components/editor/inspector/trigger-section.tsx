'use client';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { ScheduleSection } from './schedule-section.tsx';
import { WebhookSection } from './webhook-section.tsx';

/** What a trigger has beside its settings: where it is called, when it runs. Nothing for other nodes. */
export function TriggerSection({ node }: { node: WorkflowNode }) {
  switch (node.type) {
    case 'trigger.webhook':
      return <WebhookSection node={node} />;
    case 'trigger.schedule':
      return <ScheduleSection node={node} />;
    default:
      return null;
  }
}
