import { readFileSync } from 'node:fs';
import path from 'node:path';
import { workflowFileSchema, type WorkflowFile } from '../../lib/contracts/api/workflows.ts';

export type FixtureName = 'conformance' | 'tasks' | 'clients' | 'one-node' | 'five-nodes';

export function readFixture(name: FixtureName): WorkflowFile {
  const file = path.join(import.meta.dirname, 'fixtures', `${name}.json`);
  return workflowFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The names of a workflow's tools, in order. */
export function toolNames(file: WorkflowFile): string[] {
  return file.definition.nodes.flatMap((node) => (node.type === 'trigger.tool' ? [String(node.config['name'])] : []));
}

/** Everything that callers know the workflow's tools, prompts and resources by. */
export function offeredNames(file: WorkflowFile): string[] {
  return file.definition.nodes.flatMap(({ type, config }) => {
    if (type === 'trigger.tool' || type === 'trigger.prompt') return [String(config['name'])];
    return type === 'trigger.resource' ? [String(config['uri'] ?? config['uriTemplate'])] : [];
  });
}

/** A copy with the name of every tool and prompt changed. */
export function renameOffered(file: WorkflowFile, rename: (name: string) => string): WorkflowFile {
  const nodes = file.definition.nodes.map((node) =>
    node.type === 'trigger.tool' || node.type === 'trigger.prompt'
      ? { ...node, config: { ...node.config, name: rename(String(node.config['name'])) } }
      : node,
  );
  return { ...file, name: `${file.name} renamed`, definition: { ...file.definition, nodes } };
}
