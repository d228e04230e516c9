/**
 * The keys under which the browser caches answers. All begin with the workspace, so that changing it leaves nothing
 * behind, and lists begin like their items, so that one invalidation reaches both.
 */
export const queryKeys = {
  me: () => ['me'] as const,
  sessions: () => ['me', 'sessions'] as const,
  signInMethods: () => ['me', 'sign-in-methods'] as const,
  twoFactor: () => ['me', 'two-factor'] as const,
  workspaces: () => ['me', 'workspaces'] as const,
  all: (workspace: string) => [workspace] as const,
  workflows: (workspace: string) => [workspace, 'workflows'] as const,
  workflowList: (workspace: string, filter: object) => [workspace, 'workflows', 'list', filter] as const,
  errorWorkflows: (workspace: string) => [workspace, 'workflows', 'error-workflows'] as const,
  workflow: (workspace: string, id: string) => [workspace, 'workflows', 'one', id] as const,
  versions: (workspace: string, id: string) => [workspace, 'workflows', 'one', id, 'versions'] as const,
  executions: (workspace: string) => [workspace, 'executions'] as const,
  executionList: (workspace: string, filter: object) => [workspace, 'executions', 'list', filter] as const,
  execution: (workspace: string, id: string) => [workspace, 'executions', 'one', id] as const,
  /** Of its own: it never changes with its run. */
  executionValue: (workspace: string, { id, sha256 }: { id: string; sha256: string }) =>
    [workspace, 'execution-values', id, sha256] as const,
  approvals: (workspace: string) => [workspace, 'approvals'] as const,
  approvalList: (workspace: string, filter: object) => [workspace, 'approvals', 'list', filter] as const,
  deployments: (workspace: string) => [workspace, 'deployments'] as const,
  deploymentList: (workspace: string, filter: object) => [workspace, 'deployments', 'list', filter] as const,
  deploymentHealth: (workspace: string, id: string) => [workspace, 'deployments', 'one', id, 'health'] as const,
  server: (workspace: string, workflow: string) => [workspace, 'deployments', 'server', workflow] as const,
  connectedApps: (workspace: string) => [workspace, 'connected-apps'] as const,
  /** Like deployments: what is live decides what a collection has. */
  collections: (workspace: string) => [workspace, 'deployments', 'collections'] as const,
  apiKeys: (workspace: string) => [workspace, 'api-keys'] as const,
  connections: (workspace: string) => [workspace, 'connections'] as const,
  connectionList: (workspace: string) => [workspace, 'connections', 'list'] as const,
  connection: (workspace: string, id: string) => [workspace, 'connections', 'one', id] as const,
  variables: (workspace: string) => [workspace, 'variables'] as const,
  variable: (workspace: string, name: string) => [workspace, 'variables', 'one', name] as const,
  memory: (workspace: string) => [workspace, 'memory'] as const,
  memoryList: (workspace: string, prefix: string) => [workspace, 'memory', 'list', prefix] as const,
  memoryEntry: (workspace: string, key: string) => [workspace, 'memory', 'one', key] as const,
  members: (workspace: string) => [workspace, 'members'] as const,
  invitations: (workspace: string) => [workspace, 'invitations'] as const,
  audit: (workspace: string) => [workspace, 'audit'] as const,
  exports: (workspace: string) => [workspace, 'exports'] as const,
  usage: (workspace: string) => [workspace, 'usage'] as const,
  monitoring: (workspace: string) => [workspace, 'monitoring'] as const,
  /** The operator's. */
  instance: () => ['instance'] as const,
  instanceWorkspaces: () => ['instance', 'workspaces'] as const,
  /** The same for everybody who reads a language: templates, connectors and the node catalogue. */
  templates: (locale: string) => ['templates', locale] as const,
  connectors: (locale: string) => ['connectors', locale] as const,
  nodeTypes: (locale: string) => ['node-types', locale] as const,
} as const;
