import { createHash } from 'node:crypto';
import type { Account } from '#lib/contracts/principal.ts';
import type { Db } from '#lib/db/client.ts';
import { readPersonalData } from '#lib/db/personal-data.ts';
import type { FileContent } from '#lib/services/files/read-file.ts';
import { requirePerson } from '#lib/services/identity/require-person.ts';
import type { Clock } from '#lib/shared/clock.ts';

/**
 * What is stored about the person: profile, linked accounts, sessions, memberships, keys, and what they did. What
 * workspaces hold is the workspaces' own. Throws `forbidden` for API keys.
 */
export async function exportMe(deps: { db: Pick<Db, 'prisma'>; clock: Clock }, account: Account): Promise<FileContent> {
  requirePerson(account);
  const exportedAt = new Date(deps.clock.now()).toISOString();
  const data = await readPersonalData(deps.db.prisma, { userId: account.userId });
  const document = { format: 'toolwright-person', formatVersion: 1, exportedAt, ...data };
  const bytes = Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
  return {
    name: `toolwright-account-${exportedAt.slice(0, 10)}.json`,
    mimeType: 'application/json',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    read: async function* ({ start, end }) {
      yield bytes.subarray(start, end);
    },
  };
}
