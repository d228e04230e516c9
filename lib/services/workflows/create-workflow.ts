import type { z } from 'zod';
import type { createWorkflow as contract, Workflow } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import { emptyDefinition, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { claimSlug, slugify } from '#lib/db/slugs.ts';
import { insertWorkflow } from '#lib/db/workflows.ts';
import { findTemplate } from '#lib/services/templates/templates.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { definitionHash } from './definition-hash.ts';
import { storableDefinition } from './definition-limits.ts';
import { getWorkflow } from './get-workflow.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

type Input = z.infer<typeof contract.body>;

/** An empty workflow, one with the definition that was sent, or a copy of a template. @throws {AppError} `invalid` */
export async function createWorkflow(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  input: Input,
): Promise<Workflow> {
  requirePermission(principal, 'workflow:create');
  const definition = startingDefinition(input);
  const id = await addWorkflow(deps, principal, {
    name: input.name,
    description: input.description ?? '',
    tags: [],
    definition,
    action: 'workflow.created',
  });
  return getWorkflow(deps, principal, { id });
}

function startingDefinition(input: Input): WorkflowDefinition {
  if (input.templateId === undefined) return input.definition ?? emptyDefinition;
  if (input.definition !== undefined) throw invalidTemplate('Send a definition or a templateId, not both', 'ambiguous');
  const template = findTemplate(input.templateId);
  if (!template) throw invalidTemplate('There is no such template', 'unknown_template');
  return template.definition;
}

function invalidTemplate(message: string, code: string): AppError {
  return new AppError('invalid', message, { errors: [{ path: '/templateId', code, message }] });
}

interface Addition {
  name: string;
  description: string;
  tags: string[];
  definition: WorkflowDefinition;
  action: 'workflow.created' | 'workflow.imported';
}

/** Adds a workflow with a slug of its own. Its creator must not be bound to other workflows. */
export async function addWorkflow(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  addition: Addition,
): Promise<string> {
  if (principal.apiKey?.servers) throw new AppError('forbidden', 'This key is bound to named servers');
  const id = newId();
  const { workspaceId } = principal;
  const draft = storableDefinition(addition.definition);
  await deps.db.transaction(async (tx) => {
    const slug = await claimSlug(tx, {
      scope: `workflow:${workspaceId}`,
      wanted: slugify(addition.name, 'workflow'),
      objectId: id,
    });
    await insertWorkflow(tx, {
      id,
      workspaceId,
      slug,
      name: addition.name,
      description: addition.description,
      tags: addition.tags,
      draft,
      draftHash: definitionHash(addition.definition),
      createdById: principal.userId,
    });
    await writeAudit(tx, principal, {
      action: addition.action,
      targetType: 'workflow',
      targetId: id,
      data: { name: addition.name, slug },
    });
  });
  return id;
}
