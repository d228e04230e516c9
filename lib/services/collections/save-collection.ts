import type { Collection } from '#lib/contracts/api/collections.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { ServerAccess, ServerSettings } from '#lib/contracts/server-settings.ts';
import { countWorkflows } from '#lib/db/api-keys.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import {
  findCollection,
  insertCollection,
  replaceMembers,
  updateCollectionRow,
  type CollectionMember,
} from '#lib/db/collections.ts';
import { announceServer } from '#lib/services/deployments/announce-server.ts';
import { requireCapacity } from '#lib/services/quotas/require-capacity.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { pointerOf } from '#lib/shared/json-pointer.ts';
import { say, type Said } from '#lib/shared/say.ts';
import { presentCollection, toolsOfMembers } from './present-collection.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'catalog' | 'config' | 'bus' | 'logger'>;
type Key = { workspaceId: string; id: string };

interface NewCollection {
  name: string;
  description?: string | undefined;
  members: readonly CollectionMember[];
}

/** @throws {AppError} `invalid` (unknown workflows, two tools with one name), `quota_exceeded`, `forbidden` for bound keys. */
export async function createCollection(deps: Deps, principal: Principal, input: NewCollection): Promise<Collection> {
  requirePermission(principal, 'deployment:manage');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  return deps.db.transaction(async (tx) => {
    await requireCapacity(tx, 'collections', { workspaceId });
    const { name, description = '', members } = input;
    const id = await insertCollection(tx, { workspaceId, name, description });
    await setMembers(tx, { workspaceId, id }, members);
    const data = { name, workflows: members.map(({ workflowId }) => workflowId) };
    await writeAudit(tx, principal, {
      action: 'collection.created',
      targetType: 'collection',
      targetId: id,
      data,
    });
    return fitting(deps, tx, principal, id, true);
  });
}

interface CollectionChange {
  id: string;
  name?: string | undefined;
  description?: string | undefined;
  members?: readonly CollectionMember[] | undefined;
  access?: ServerAccess | undefined;
  settings?: Pick<ServerSettings, 'limits' | 'publicLimits'> | undefined;
}

/** Changes what is given, as a whole. @throws {AppError} `not_found`, and as `createCollection` does. */
export async function updateCollection(
  deps: Deps,
  principal: Principal,
  change: CollectionChange,
): Promise<Collection> {
  requirePermission(principal, 'deployment:manage');
  requireOwnReach(principal);
  const { id, name, description, members, access, settings } = change;
  const key = { workspaceId: principal.workspaceId, id };
  const { generation, collection } = await deps.db.transaction(async (tx) => {
    const before = await findCollection(tx, key);
    if (!before) throw notFound('collection');
    const next = await updateCollectionRow(tx, key, {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(access !== undefined && { access }),
      ...(settings && { settings: { ...before.settings, ...settings } }),
    });
    if (next === null) throw notFound('collection');
    if (members) await setMembers(tx, key, members);
    const data = { changed: Object.keys(change).filter((field) => field !== 'id'), ...(access && { access }) };
    await writeAudit(tx, principal, { action: 'collection.updated', targetType: 'collection', targetId: id, data });
    return { generation: next, collection: await fitting(deps, tx, principal, id, members !== undefined) };
  });
  await announceServer(deps, { workspaceId: key.workspaceId, workflowId: id, generation });
  return collection;
}

/** Takes a collection down for good. Its address is never given to another. @throws {AppError} `not_found` */
export async function deleteCollection(
  deps: Pick<Deps, 'db' | 'bus' | 'logger'>,
  principal: Principal,
  { id }: { id: string },
): Promise<void> {
  requirePermission(principal, 'deployment:manage');
  requireOwnReach(principal);
  const key = { workspaceId: principal.workspaceId, id };
  const generation = await deps.db.transaction(async (tx) => {
    const next = await updateCollectionRow(tx, key, { deletedAt: new Date() });
    if (next === null) throw notFound('collection');
    await writeAudit(tx, principal, { action: 'collection.deleted', targetType: 'collection', targetId: id });
    return next;
  });
  await announceServer(deps, { workspaceId: key.workspaceId, workflowId: id, generation });
}

/** A key that is bound to servers changes no collection: it would reach workflows through it that it does not reach. */
function requireOwnReach({ apiKey }: Principal): void {
  if (apiKey?.servers) throw notFound('collection');
}

async function setMembers(tx: Tx, key: Key, members: readonly CollectionMember[]): Promise<void> {
  const { workspaceId } = key;
  const ids = members.map(({ workflowId }) => workflowId);
  if ((await countWorkflows(tx, { workspaceId, ids })) < ids.length) {
    throw fault('/members', 'unknown_workflow', say('collection_unknown_workflow'));
  }
  await replaceMembers(tx, key, members);
}

/** The collection as it is now. `strict`: two live tools under one name are refused. */
async function fitting(deps: Deps, tx: Tx, principal: Principal, id: string, strict: boolean): Promise<Collection> {
  const { workspaceId } = principal;
  const row = await findCollection(tx, { workspaceId, id });
  if (!row) throw notFound('collection');
  const tools = await toolsOfMembers(deps, tx, workspaceId, row.members);
  const clashes = tools.flatMap((gathered, index) =>
    gathered.flatMap(({ tool, clash }) => {
      const name = row.members[index]?.names[tool.name] ?? tool.name;
      return clash
        ? [{ path: `/members/${index}/names${pointerOf(tool.name)}`, said: say('collection_clash', { name }) }]
        : [];
    }),
  );
  const [first] = clashes;
  if (strict && first) {
    const errors = clashes.map(({ path, said }) => ({ path, code: 'name_taken', ...said }));
    throw new AppError('invalid', first.said, { errors });
  }
  return presentCollection(deps, principal, row, tools);
}

function fault(path: string, code: string, said: Said): AppError {
  return new AppError('invalid', said, { errors: [{ path, code, ...said }] });
}
