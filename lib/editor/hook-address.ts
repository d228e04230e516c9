import type { HookKind } from '#lib/contracts/hook-kind.ts';

const folders: Readonly<Record<HookKind, string>> = { webhook: 'hooks', form: 'forms' };

/**
 * Where a webhook of a workflow is called, or a form filled in, given the address of the workflow's server; only the path
 * if that is not known yet.
 */
export function hookAddress(kind: HookKind, serverUrl: string | null, workspaceSlug: string, path: string): string {
  const end = serverUrl?.indexOf('/mcp/') ?? -1;
  return `${end < 0 ? '' : serverUrl!.slice(0, end)}/${folders[kind]}/${workspaceSlug}/${path}`;
}

/** A call that a person can try in a terminal. */
export function curlOf(address: string, method: string): string {
  if (method === 'GET') return `curl '${address}?hello=world'`;
  const verb = method === 'ANY' ? 'POST' : method;
  if (verb === 'DELETE') return `curl -X DELETE '${address}'`;
  return [`curl -X ${verb} '${address}'`, "-H 'content-type: application/json'", `-d '{"hello": "world"}'`].join(
    ' \\\n  ',
  );
}
