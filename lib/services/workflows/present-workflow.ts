import type { Workflow, WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { decodeJson } from '#lib/db/bytes.ts';
import type { WorkflowRow, WorkflowWithDraft } from '#lib/db/workflows.ts';

/** The address of a workflow's server. */
export function serverUrl(mcpPublicUrl: string, workspaceSlug: string, workflowSlug: string): string {
  return `${mcpPublicUrl}/mcp/${workspaceSlug}/${workflowSlug}`;
}

export function presentWorkflowSummary(row: WorkflowRow, principal: Principal, mcpPublicUrl: string): WorkflowSummary {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    tags: row.tags,
    status: row.status,
    revision: row.revision,
    liveVersion: row.liveVersion,
    changed: row.newestHash !== row.draftHash,
    url: row.status === 'draft' ? null : serverUrl(mcpPublicUrl, principal.workspaceSlug, row.slug),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function presentWorkflow(row: WorkflowWithDraft, principal: Principal, mcpPublicUrl: string): Workflow {
  return { ...presentWorkflowSummary(row, principal, mcpPublicUrl), definition: readDefinition(row.draft) };
}

/** A definition as it was stored: checked when it was saved, and again here, so that defaults of later fields appear. */
export function readDefinition(bytes: Uint8Array): WorkflowDefinition {
  return workflowDefinitionSchema.parse(decodeJson(bytes));
}
