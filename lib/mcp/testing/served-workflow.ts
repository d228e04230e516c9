import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { executeRun } from '#lib/runner/execute.ts';
import { MemoryFiles } from '#lib/runner/testing/memory-files.ts';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { aHeader, compiled } from '#lib/runner/testing/run-workflow.ts';
import { newId } from '#lib/shared/ids.ts';
import { serveVersion, type ServedVersion } from '../served-version.ts';
import type { ReadFile } from '../tool-runner.ts';
import { startEndpoint, testPrincipal, type EndpointServer } from './endpoint-server.ts';

export interface WorkflowServer extends EndpointServer {
  files: MemoryFiles;
  version: ServedVersion;
}

/** A workflow as a server that really runs it, with its ports in memory. */
export async function startWorkflow(definition: WorkflowDefinition): Promise<WorkflowServer> {
  const workflow = compiled(definition);
  const files = new MemoryFiles();
  const ports = { ...memoryPorts(), files };
  const version = serveVersion({
    workspaceId: testPrincipal.workspaceId,
    workflow: { id: newId(), slug: 'drawn', name: 'Drawn', description: 'A drawn server' },
    version: { id: newId(), number: 1 },
    instructions: definition.settings.instructions,
    tools: workflow.tools,
    prompts: workflow.prompts,
    resources: workflow.resources,
    nodes: definition.nodes,
  });
  const readFile: ReadFile = async (_run, reference, maxBytes) => {
    const file = await files.open(undefined as never, reference);
    if (!file) return null;
    if (file.size > maxBytes) return 'too_large';
    const pieces: Uint8Array[] = [];
    for await (const piece of file.read()) pieces.push(piece);
    return { mimeType: file.mimeType, data: Buffer.concat(pieces).toString('base64') };
  };
  const server = await startEndpoint(
    version,
    ({ trigger, input, executionId }) => {
      const header = aHeader(workflow, { id: executionId, trigger: trigger.kind, triggerKey: trigger.key, input });
      return executeRun(ports, { workflow, header, accepted: false });
    },
    readFile,
  );
  return { ...server, files, version, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
