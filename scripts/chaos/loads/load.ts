import type { ApiClient } from '../../../lib/client/create-client.ts';
import type { Outcome } from '../facts.ts';

/** A workspace of the copy under test, and what is outside of it. */
export interface Site {
  client: ApiClient;
  /** An API key of the workspace's owner. */
  key: string;
  workspaceSlug: string;
  /** Origins: of the MCP runtime and its webhooks, and of the outside. */
  mcp: string;
  origin: string;
  /** Aborted when everything has settled: what a load does beside its calls ends then. */
  signal: AbortSignal;
}

/** One way to start runs. A new kind of load is a file here and a line in `index.ts`. */
export interface Load {
  name: string;
  /** Its share among the others; 0 if its runs start by themselves. */
  weight: number;
  /** It is sent again with one idempotency key until there is an answer. */
  once?: boolean;
  /** Codes of errors with which its runs may truthfully end. */
  mayFailWith?: readonly string[];
  /** Fills the storage of its workspace, so that it gets one of its own. */
  ownWorkspace?: boolean;
  /** Deploys what it calls. The resolved function starts one run. It is called many times at once, and never rejects. */
  prepare(site: Site): Promise<(tag: string) => Promise<Outcome>>;
}
