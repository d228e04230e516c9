import { describe, expect, it } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from './database.ts';

describe('useDatabase', () => {
  const first = useDatabase();
  const second = useDatabase();

  it('gives each user a migrated database of its own, as a role that is no superuser', async () => {
    await first.pool.query(`INSERT INTO workspace (id, slug, name) VALUES ($1, 'one', 'One')`, [newId()]);
    const inFirst = await first.pool.query('SELECT slug FROM workspace');
    const inSecond = await second.pool.query('SELECT slug FROM workspace');
    const role = await first.pool.query('SELECT rolsuper FROM pg_roles WHERE rolname = current_user');
    expect([inFirst.rowCount, inSecond.rowCount]).toEqual([1, 0]);
    expect(role.rows).toEqual([{ rolsuper: false }]);
  });

  it('keeps fsync and synchronous commit on, as production does', async () => {
    const { rows } = await first.pool.query(
      `SELECT current_setting('fsync') f, current_setting('synchronous_commit') s`,
    );
    expect(rows).toEqual([{ f: 'on', s: 'on' }]);
  });

  it('truncates everything but the migration history', async () => {
    await first.truncate();
    const workspaces = await first.pool.query('SELECT 1 FROM workspace');
    const history = await first.pool.query('SELECT 1 FROM _prisma_migrations');
    expect(workspaces.rowCount).toBe(0);
    expect(history.rowCount).toBeGreaterThan(0);
  });
});
