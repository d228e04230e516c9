import { quotaSchema, type Quota } from '#lib/contracts/api/operator.ts';

export const quotaFields = ['executionsPerDay', 'storageBytes', 'servers', 'members', 'concurrentRuns'] as const;

/** What is typed; storage in MiB. Empty: the installation's default. */
export type QuotaDraft = Record<(typeof quotaFields)[number], string>;

const BYTES_PER_MB = 1_048_576;

/** The quota that a draft means; null where one of its fields is no whole number, or too large. */
export function readQuota(draft: QuotaDraft): Quota | null {
  const values: Record<string, number | null> = {};
  for (const field of quotaFields) {
    const text = draft[field].trim();
    if (!/^\d{0,15}$/.test(text)) return null;
    const number = text === '' ? null : Number(text);
    values[field] = number !== null && field === 'storageBytes' ? number * BYTES_PER_MB : number;
  }
  const parsed = quotaSchema.safeParse(values);
  return parsed.success ? parsed.data : null;
}
