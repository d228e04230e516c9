import { CLIENT_CAPABILITIES_META_KEY } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import { declaresTasks, tasksNotDeclared } from './task-wire.ts';

/**
 * Notices of tasks are for clients that declare tasks; others who ask for them are told so. This server sends none: whoever asks may
 * ask, is acknowledged without them, and polls.
 */
export function refusedListening(
  body: JsonValue | undefined,
): { status: number; code: number; message: string; id: string | number | null; data: unknown } | null {
  if (!isJsonObject(body) || body['method'] !== 'subscriptions/listen' || !isJsonObject(body['params'])) return null;
  const { notifications, _meta: meta } = body['params'];
  if (!isJsonObject(notifications) || notifications['taskIds'] === undefined) return null;
  if (isJsonObject(meta) && declaresTasks(meta[CLIENT_CAPABILITIES_META_KEY])) return null;
  const { code, message, data } = tasksNotDeclared();
  const { id } = body;
  return { status: 400, code, message, data, id: typeof id === 'string' || typeof id === 'number' ? id : null };
}
