import type { JobPayload } from '#lib/contracts/jobs.ts';
import { findToNotify, noteNotified, type ToNotify } from '#lib/db/approval-writes.ts';
import type { Db } from '#lib/db/client.ts';
import type { Mail, Mailer } from '#lib/mail/mailer.ts';
import { questionOf } from './question.ts';

interface NotifyDeps {
  db: Pick<Db, 'pool'>;
  mail: Mailer;
  config: { publicUrl: string };
}

/** Longer questions are read in the app. */
const MAX_CHARS = 1_000;

/** Tells the named approvers who are members, where there is a mail server. Nobody else gets a mail: a run chooses the names. */
export async function notifyApprovers(
  { db, mail, config }: NotifyDeps,
  { approvalId: id, workspaceId }: JobPayload<'approval.notify'>,
): Promise<void> {
  const asked = await findToNotify(db.pool, { workspaceId, id });
  if (!asked) return;
  if (mail.delivery === 'email') {
    for (const email of asked.emails) await mail.send(approvalMail(config.publicUrl, email, asked));
  }
  await noteNotified(db.pool, { workspaceId, id });
}

function approvalMail(publicUrl: string, to: string, asked: ToNotify): Mail {
  const link = new URL(`/${asked.workspaceSlug}/approvals`, publicUrl).href;
  const { message } = questionOf(asked.content);
  const shown = message.length > MAX_CHARS ? `${message.slice(0, MAX_CHARS)}...` : message;
  return {
    to,
    subject: `${asked.workflowName} asks for your approval`,
    link,
    text: `A run of "${asked.workflowName}" in ${asked.workspaceName} waits for your answer:\n\n${shown}\n\nAnswer here:\n${link}\n`,
  };
}
