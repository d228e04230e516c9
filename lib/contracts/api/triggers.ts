import { z } from 'zod';
import { idParams, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** Waits for one call of a webhook of the draft, or for its form to be filled in: the data can be used in the editor. */
export const webhookListenerSchema = z.object({
  id: z.uuid(),
  nodeId: z.string(),
  /** Where the test call goes; it is not the address of the deployed workflow. */
  url: z.string(),
  method: z.string(),
  expiresAt: timeSchema,
  /** When the call came; null as long as none has. */
  receivedAt: timeSchema.nullable(),
  /** What a run would get as `input`. */
  input: z.unknown(),
});
export type WebhookListener = z.infer<typeof webhookListenerSchema>;

const listenerParams = idParams.extend({ listenerId: z.uuid() });

export const listenWebhook = defineContract({
  method: 'POST',
  path: '/workflows/{id}/webhook-listeners',
  summary: 'Wait for one test call of a webhook or a form of the draft, two minutes at most',
  tag: 'Workflows',
  access: 'workflow:execute',
  params: idParams,
  body: z.strictObject({ nodeId: z.string().min(1).max(64) }),
  responses: { 201: webhookListenerSchema },
});
export const getWebhookListener = defineContract({
  method: 'GET',
  path: '/workflows/{id}/webhook-listeners/{listenerId}',
  summary: 'Whether the test call has come, and what it held',
  tag: 'Workflows',
  access: 'workflow:execute',
  params: listenerParams,
  responses: { 200: webhookListenerSchema },
});
export const stopWebhookListener = defineContract({
  method: 'DELETE',
  path: '/workflows/{id}/webhook-listeners/{listenerId}',
  summary: 'Wait no longer',
  tag: 'Workflows',
  access: 'workflow:execute',
  params: listenerParams,
  responses: { 204: null },
});

export const scheduleSchema = z.object({
  /** Key of the trigger. */
  trigger: z.string(),
  cron: z.string(),
  timezone: z.string(),
  /** Null: it never runs again. */
  nextAt: timeSchema.nullable(),
  /** The time for which it ran last. */
  lastAt: timeSchema.nullable(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

export const listSchedules = defineContract({
  method: 'GET',
  path: '/workflows/{id}/schedules',
  summary: 'The schedules of the live version, and when they run',
  tag: 'Workflows',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: z.object({ items: z.array(scheduleSchema) }) },
});
export const previewSchedule = defineContract({
  method: 'GET',
  path: '/schedule-preview',
  summary: 'The next times of a cron expression in a time zone',
  tag: 'Workflows',
  access: 'workflow:read',
  query: z.strictObject({ cron: z.string().min(1).max(200), timezone: z.string().min(1).max(100).default('UTC') }),
  responses: { 200: z.object({ times: z.array(timeSchema) }) },
});
