import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { postgresQuery } from './definition.ts';

export const executePostgresQuery: NodeExecutor<typeof postgresQuery> = async (context, config) => {
  const { connectionId, sql, params, readOnly, rowLimit } = config;
  const ask = () => context.query(connectionId, { sql, params, readOnly, rowLimit });
  return done(readOnly ? await ask() : await context.effect(ask));
};
