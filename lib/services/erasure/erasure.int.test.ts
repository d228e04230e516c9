import type { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { tablesOfWorkspaces, makerColumns } from '#lib/db/system/erasures.ts';
import { sweep } from '#lib/services/maintenance/sweep.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { announceRetired, retireWorkspace, type RetiredWorkspace } from '#lib/services/workspaces/retire-workspace.ts';
import { plantEverywhere, whereIs } from '#lib/testing/every-table.ts';
import { beginPersonErasure } from '#lib/db/erasures.ts';
import { deleteUser } from '#lib/db/users.ts';
import { newId } from '#lib/shared/ids.ts';
import { FINAL_AFTER_MS, runErasure } from './run-erasure.ts';

const HOUR_MS = 3_600_000;

describe('erasure', () => {
  const world = useWorld();
  const pool = (): Pool => world.deps.db.pool;
  const retire = (principal: Principal): Promise<RetiredWorkspace> =>
    world.deps.db.transaction((tx) =>
      retireWorkspace(
        tx,
        { kind: 'user', userId: principal.userId, email: principal.email, name: 'Kim', traceId: 't' },
        { id: principal.workspaceId, name: 'Test' },
        Date.now(),
      ),
    );
  const depsAt = (now: number) => ({ ...world.deps, clock: { now: () => now } });
  const rowsOf = async (workspaceId: string): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const table of await tablesOfWorkspaces(pool())) {
      const { rowCount } = await pool().query(`SELECT FROM ${table} WHERE workspace_id = $1`, [workspaceId]);
      if (rowCount !== 0) counts[table] = rowCount ?? 0;
    }
    return counts;
  };
  const planted = async (): Promise<Principal> => {
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    await plantEverywhere(pool(), principal);
    await pool().query(`INSERT INTO slug_tombstone VALUES ('workspace', $1, $2), ($3, 'flow', $4)`, [
      principal.workspaceSlug,
      workspaceId,
      `workflow:${workspaceId}`,
      newId(),
    ]);
    return principal;
  };

  it('leaves no row of a workspace in any table that the database has, and its slug taken; neighbours keep all', async () => {
    const [doomed, neighbour] = [await planted(), await planted()];
    const before = await rowsOf(neighbour.workspaceId);
    expect(Object.keys(before).sort()).toEqual(await tablesOfWorkspaces(pool()));
    expect(Object.keys(before).length).toBeGreaterThan(18);
    expect(await rowsOf(doomed.workspaceId)).toEqual(before);
    const { erasureId } = await retire(doomed);
    await runErasure(world.deps, { erasureId });
    expect(await rowsOf(doomed.workspaceId)).toEqual({});
    expect(await whereIs(pool(), doomed.workspaceId)).toEqual({ slug_tombstone: 1, erasure: 1 });
    expect(await rowsOf(neighbour.workspaceId)).toEqual(before);
    await runErasure(depsAt(Date.now() + FINAL_AFTER_MS + 1), { erasureId });
    expect(await whereIs(pool(), doomed.workspaceId)).toEqual({ slug_tombstone: 1 });
  });

  it('destroys secrets and cancels runs in the deletion itself, before any worker comes', async () => {
    const doomed = await planted();
    const { workspaceId } = doomed;
    await pool().query(`UPDATE variable SET secret = true WHERE workspace_id = $1`, [workspaceId]);
    const insert = (status: string, owner: string | null) =>
      pool().query(
        `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id, owner)
         VALUES ($1, $2, $1, $1, 'queued', $3, 'tool', 'start', 'mine', $4)`,
        [newId(), workspaceId, status, owner],
      );
    await insert('queued', null);
    await insert('running', 'somebody');
    await retire(doomed);
    expect(await rowsOf(workspaceId)).not.toHaveProperty('data_key');
    for (const table of ['data_key', 'connection', 'variable']) {
      expect(await rowsOf(workspaceId)).not.toHaveProperty(table);
    }
    const { rows } = await pool().query(
      `SELECT status, cancel_requested_at IS NOT NULL AS asked FROM execution
       WHERE workspace_id = $1 AND trace_id = 'mine' ORDER BY status`,
      [workspaceId],
    );
    expect(rows).toEqual([
      { status: 'canceled', asked: true },
      { status: 'running', asked: true },
    ]);
  });

  it('goes on where a process died, at whatever statement that was', async () => {
    const doomed = await planted();
    const { erasureId } = await retire(doomed);
    let died = 0;
    for (let statements = 1; ; statements += 3) {
      let left = statements;
      const dying = new Proxy(pool(), {
        get: (target, name) =>
          name === 'query'
            ? (...args: Parameters<Pool['query']>) => {
                left -= 1;
                if (left < 0) throw new Error('killed');
                return target.query(...args);
              }
            : Reflect.get(target, name),
      });
      try {
        await runErasure({ ...world.deps, db: { ...world.deps.db, pool: dying } }, { erasureId });
        break;
      } catch (error) {
        expect((error as Error).message).toBe('killed');
        died += 1;
      }
    }
    expect(died).toBeGreaterThan(5);
    expect(await rowsOf(doomed.workspaceId)).toEqual({});
  });

  it('is rung again by the sweep, also for what a late run still records, and then forgotten', async () => {
    const doomed = await planted();
    const { workspaceId } = doomed;
    const { erasureId } = await retire(doomed);
    const rung: string[] = [];
    const at = (now: number) => ({
      ...depsAt(now),
      queue: {
        ...world.deps.queue,
        enqueue: async (name: string, payload: object) => {
          if (name === 'erasure.run' && 'erasureId' in payload) rung.push(String(payload.erasureId));
        },
      },
    });
    const round = async (now: number): Promise<string[]> => {
      rung.length = 0;
      await sweep(at(now), { steady: false, housekeeping: true });
      return rung.filter((id) => id === erasureId);
    };
    expect(await round(Date.now())).toEqual([erasureId]);
    await runErasure(world.deps, { erasureId });
    expect(await round(Date.now())).toEqual([]);
    await pool().query(`INSERT INTO event (id, workspace_id, type, data) VALUES ($1, $2, 'late', '')`, [
      newId(),
      workspaceId,
    ]);
    const later = Date.now() + HOUR_MS;
    expect(await round(later)).toEqual([erasureId]);
    await runErasure(depsAt(later), { erasureId });
    expect(await rowsOf(workspaceId)).toEqual({});
    await runErasure(depsAt(Date.now() + FINAL_AFTER_MS + 1), { erasureId });
    expect(await round(Date.now() + 2 * FINAL_AFTER_MS)).toEqual([]);
  });

  it('takes a person out of everything that stays', async () => {
    const [team, other] = [await planted(), await planted()];
    const { db } = world.deps;
    const [userId, email] = [newId(), `gone-${newId()}@example.com`];
    await db.prisma.user.create({ data: { id: userId, email, name: 'Gone' } });
    const { workspaceId } = team;
    await db.prisma.membership.create({ data: { id: newId(), workspaceId, userId, role: 'editor' } });
    const tables = await tablesOfWorkspaces(pool());
    for (const { table, column } of await makerColumns(pool())) {
      if (!tables.includes(table)) continue;
      await pool().query(`UPDATE ${table} SET ${column} = $1 WHERE workspace_id = $2`, [userId, workspaceId]);
    }
    const audit = (action: string, actor: [id: string, label: string], target: string, data: object) =>
      pool().query(
        `INSERT INTO audit_event (id, workspace_id, actor_kind, actor_id, actor_label, action, target_type, target_id, data,
           address, trace_id) VALUES ($1, $2, 'user', $3, $4, $5, 'user', $6, $7, '192.0.2.7', 't')`,
        [newId(), workspaceId, ...actor, action, target, data],
      );
    await audit('did', [userId, email], newId(), {});
    await audit('by-key', [newId(), email], newId(), {});
    await audit('done-to', [team.userId, team.email], userId, { email, role: 'editor' });
    await pool().query(
      `INSERT INTO idempotency_record (workspace_id, principal_id, route, key, body_hash) VALUES ($1, $2, 'r', 'k', '')`,
      [workspaceId, userId],
    );
    await pool().query(
      `INSERT INTO invitation (id, workspace_id, email, role, hash, invited_by_id, expires_at)
       VALUES ($1, $2, $3, 'viewer', '', $4, now())`,
      [newId(), other.workspaceId, email, other.userId],
    );
    expect(Object.keys(await whereIs(pool(), userId)).length).toBeGreaterThan(8);
    const erasureId = await db.transaction(async (tx) => {
      await deleteUser(tx, { userId });
      return beginPersonErasure(tx, { userId, email, now: Date.now() });
    });
    await runErasure(world.deps, { erasureId });
    await runErasure(world.deps, { erasureId });
    for (const text of [userId, email]) expect(await whereIs(pool(), text)).toEqual({ erasure: 1 });
    const { rows } = await pool().query(
      `SELECT action, actor_id = $2 AS pseudonym, actor_label AS label, address, data FROM audit_event
       WHERE workspace_id = $1 AND action IN ('did', 'by-key', 'done-to') ORDER BY action`,
      [workspaceId, erasureId],
    );
    const label = 'deleted account';
    expect(rows).toEqual([
      { action: 'by-key', pseudonym: false, label, address: null, data: {} },
      { action: 'did', pseudonym: true, label, address: null, data: {} },
      {
        action: 'done-to',
        pseudonym: false,
        label: team.email,
        address: '192.0.2.7',
        data: { email: label, role: 'editor' },
      },
    ]);
    await runErasure(depsAt(Date.now() + FINAL_AFTER_MS + 1), { erasureId });
    for (const text of [userId, email]) expect(await whereIs(pool(), text)).toEqual({});
  });

  it('knows every column that names a person: each goes with the person, or is emptied', async () => {
    const { rows } = await pool().query<{ column: string }>(
      `SELECT c.relname || '.' || a.attname AS column FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND a.attname ~ '(user|owner|actor|person|assignee|approver|principal|maker)(_id)?$|_by(_id)?$|email'
         AND NOT EXISTS (SELECT 1 FROM pg_constraint k
           WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confdeltype = 'c' AND a.attnum = ANY (k.conkey))`,
    );
    const emptied = (await makerColumns(pool())).map(({ table, column }) => `${table}.${column}`);
    const known = new Set([
      ...emptied,
      // The person's own row, and rows that go with it.
      'user.email',
      'user.email_verified',
      'user.is_operator',
      'account_token.email',
      'linked_account.email_at_link',
      // What `forgetPerson` names.
      'audit_event.actor_id',
      'audit_event.actor_label',
      'idempotency_record.principal_id',
      'invitation.email',
      'erasure.email',
      // Processes, not people.
      'execution.owner',
    ]);
    expect(rows.map(({ column }) => column).filter((column) => !known.has(column))).toEqual([]);
  });

  it('stops what runs when the deletion is announced', async () => {
    const doomed = await planted();
    const heard: string[] = [];
    const stop = world.deps.bus.subscribe('workspace.deleted', ({ workspaceId }) => heard.push(workspaceId));
    await world.deps.bus.ready();
    await announceRetired(world.deps, await retire(doomed));
    await expect.poll(() => heard).toContain(doomed.workspaceId);
    stop();
  });
});
