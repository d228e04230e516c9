import { z } from 'zod';
import { apiKeySchema, auditEventSchema, userSchema, workspaceSchema } from '../api/identity.ts';
import { deploymentSchema } from '../api/deployments.ts';
import { templateSchema } from '../api/catalogue.ts';
import { versionSchema } from '../api/versions.ts';
import { workflowFileSchema, workflowSchema, workflowSummarySchema } from '../api/workflows.ts';
import { workflowDefinitionSchema, workflowEdgeSchema, workflowNodeSchema } from '../definition.ts';
import { executionSchema, executionSummarySchema, stepErrorSchema, stepSchema } from '../execution.ts';
import { nodeTypeDescriptionSchema } from '../node-type.ts';
import { httpProblemSchema, problemSchema } from '../problem.ts';

export type JsonSchemaObject = Record<string, unknown>;

/** Schemas with a name of their own in the document; all others stand where they are used. */
const named = {
  ApiKey: apiKeySchema,
  AuditEvent: auditEventSchema,
  Deployment: deploymentSchema,
  Execution: executionSchema,
  ExecutionSummary: executionSummarySchema,
  NodeType: nodeTypeDescriptionSchema,
  Problem: httpProblemSchema,
  Step: stepSchema,
  StepError: stepErrorSchema,
  Template: templateSchema,
  User: userSchema,
  ValidationProblem: problemSchema,
  Version: versionSchema,
  Workflow: workflowSchema,
  WorkflowDefinition: workflowDefinitionSchema,
  WorkflowEdge: workflowEdgeSchema,
  WorkflowFile: workflowFileSchema,
  WorkflowNode: workflowNodeSchema,
  WorkflowSummary: workflowSummarySchema,
  Workspace: workspaceSchema,
} satisfies Record<string, z.ZodType>;

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });

/** Collects the named schemas that a document uses. What goes in (defaults may be left out) is called `...Input`. */
export class SchemaComponents {
  readonly schemas: Record<string, JsonSchemaObject> = {};

  /** The JSON Schema of `schema`, with references into `#/components/schemas`. */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchemaObject {
    const json = z.toJSONSchema(schema, { io, metadata: registry, unrepresentable: 'any' }) as JsonSchemaObject;
    const { $schema: _dialect, $defs, id, ...own } = json;
    for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, JsonSchemaObject>)) {
      const { id: _id, ...rest } = definition;
      this.#keep(name, io, rest);
    }
    if (typeof id !== 'string') return relocate(own, io) as JsonSchemaObject;
    this.#keep(id, io, own);
    return { $ref: referenceTo(id, io) };
  }

  #keep(name: string, io: 'input' | 'output', schema: JsonSchemaObject): void {
    this.schemas[componentName(name, io)] ??= relocate(schema, io) as JsonSchemaObject;
  }
}

function componentName(name: string, io: 'input' | 'output'): string {
  return io === 'input' ? `${name}Input` : name;
}

function referenceTo(name: string, io: 'input' | 'output'): string {
  return `#/components/schemas/${componentName(name, io)}`;
}

/** Turns references to `#/$defs/X` into references to components. */
function relocate(value: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(value)) return value.map((item) => relocate(item, io));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const moves = key === '$ref' && typeof member === 'string' && member.startsWith('#/$defs/');
      return [key, moves ? referenceTo(member.slice('#/$defs/'.length), io) : relocate(member, io)];
    }),
  );
}
