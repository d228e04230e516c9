import { Activity, Database, Inbox, Plug, Server, Settings, Workflow, type LucideIcon } from 'lucide-react';

export interface Destination {
  id: 'workflows' | 'executions' | 'approvals' | 'servers' | 'connections' | 'memory' | 'settings';
  icon: LucideIcon;
  /** Second key of its shortcut, after `g`. */
  key: string;
}

/** The places of a workspace, in the order of the sidebar. */
export const destinations: readonly Destination[] = [
  { id: 'workflows', icon: Workflow, key: 'w' },
  { id: 'executions', icon: Activity, key: 'e' },
  { id: 'approvals', icon: Inbox, key: 'a' },
  { id: 'servers', icon: Server, key: 's' },
  { id: 'connections', icon: Plug, key: 'c' },
  { id: 'memory', icon: Database, key: 'm' },
  { id: 'settings', icon: Settings, key: ',' },
];

export function pathOf(workspaceSlug: string, id: Destination['id']): string {
  return `/${workspaceSlug}/${id}`;
}
