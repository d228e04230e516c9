import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';

const logs = z.array(z.tuple([z.enum(['debug', 'info', 'warn', 'error']), z.string()])).max(limits.consoleBytes + 1);

const short = z.string().transform((text) => text.slice(0, 1_000));
const fault = z.discriminatedUnion('reason', [
  z.object({ reason: z.literal('not_json'), what: short }),
  z.object({ reason: z.literal('not_json_at'), place: short, what: short }),
  z.object({ reason: z.literal('value_too_deep'), limit: z.number() }),
  z.object({ reason: z.literal('value_too_large'), mebibytes: z.number() }),
]);

/** What an isolate answered. It is a tenant's text: its form, lengths and codes are checked like any input. */
const guestAnswerSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('done'), json: z.string(), logs }),
  z.object({
    state: z.literal('failed'),
    message: z.string().transform((message) => message.slice(0, 2_000)),
    line: z.int().nullable(),
    logs,
  }),
  z.object({ state: z.literal('refused'), code: z.enum(['not_json', 'limit_exceeded']), fault, logs }),
  z.object({ state: z.literal('pending'), logs }),
]);

/** The answer with its log cut at 64 kB; null if it is none. */
export function readAnswer(text: string): z.infer<typeof guestAnswerSchema> | null {
  try {
    const parsed = guestAnswerSchema.safeParse(JSON.parse(text));
    return parsed.success ? { ...parsed.data, logs: cutLog(parsed.data.logs) } : null;
  } catch {
    return null;
  }
}

function cutLog(lines: z.infer<typeof logs>): z.infer<typeof logs> {
  let left: number = limits.consoleBytes;
  const kept: z.infer<typeof logs> = [];
  for (const [level, message] of lines) {
    const bytes = Buffer.byteLength(message);
    if (bytes > left) {
      kept.push([
        level,
        Buffer.from(message)
          .subarray(0, left)
          .toString('utf8')
          .replace(/\uFFFD+$/, ''),
      ]);
      kept.push(['warn', 'The log is cut: a step may write 64 kB.']);
      break;
    }
    left -= bytes;
    kept.push([level, message]);
  }
  return kept;
}
