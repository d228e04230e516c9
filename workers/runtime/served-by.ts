import { serveVersion, type ServedVersion } from '#lib/mcp/served-version.ts';
import { servedTools } from '#lib/services/serving/overridden-tools.ts';
import type { LiveServerRecord } from '#lib/services/serving/server-source.ts';
import type { LoadedVersion } from './version-cache.ts';

/** A version as its server shows it: what the settings rename, fix or hide is done here, once. */
export function servedBy(record: LiveServerRecord, { version, workflow }: LoadedVersion): ServedVersion {
  return serveVersion({
    workspaceId: record.workspaceId,
    workflow: { id: record.workflowId, slug: record.workflowSlug, name: record.name, description: record.description },
    version: { id: version.id, number: version.number },
    deployedById: record.active?.deployedById ?? null,
    instructions: workflow.definition.settings.instructions,
    tools: servedTools(workflow.tools, record.settings.tools),
    tasks: record.settings.tasks,
    getRunTool: record.settings.getRunTool,
    keepsData: workflow.definition.settings.saveData === 'all',
    prompts: workflow.prompts,
    resources: workflow.resources,
    nodes: workflow.definition.nodes,
  });
}
