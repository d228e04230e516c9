/** What lies at an address of a workspace, and starts runs from there; each kind has addresses of its own. */
export type HookKind = 'webhook' | 'form';
