import { readFileSync } from 'node:fs';
import path from 'node:path';
import { workflowFileSchema, type WorkflowFile } from '../../lib/contracts/api/workflows.ts';

export type FixtureName = 'conformance' | 'clients' | 'one-node' | 'five-nodes';

export function readFixture(name: FixtureName): WorkflowFile {
  const file = path.join(import.meta.dirname, 'fixtures', `${name}.json`);
  return workflowFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The names of a workflow's tools, in order. */
export function toolNames(file: WorkflowFile): string[] {
  return file.definition.nodes.flatMap((node) => (node.type === 'trigger.tool' ? [String(node.config['name'])] : []));
}

/** A copy with every tool's name changed. */
export function renameTools(file: WorkflowFile, rename: (name: string) => string): WorkflowFile {
  const nodes = file.definition.nodes.map((node) =>
    node.type === 'trigger.tool'
      ? { ...node, config: { ...node.config, name: rename(String(node.config['name'])) } }
      : node,
  );
  return { ...file, name: `${file.name} renamed`, definition: { ...file.definition, nodes } };
}
