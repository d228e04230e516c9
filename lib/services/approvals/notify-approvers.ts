import type { JobPayload } from '#lib/contracts/jobs.ts';
import { findToNotify, noteNotified, type ToNotify } from '#lib/db/approval-writes.ts';
import type { Db } from '#lib/db/client.ts';
import { composeMail, languagesOf } from '#lib/mail/compose-mail.ts';
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
    for (const reader of asked.readers) await mail.send(approvalMail(config.publicUrl, reader, asked));
  }
  await noteNotified(db.pool, { workspaceId, id });
}

function approvalMail(publicUrl: string, { email, locale }: ToNotify['readers'][number], asked: ToNotify): Mail {
  const link = new URL(`/${asked.workspaceSlug}/approvals`, publicUrl).href;
  const { kind, message } = questionOf(asked.content);
  const shown = message.length > MAX_CHARS ? `${message.slice(0, MAX_CHARS)}...` : message;
  const { workflowName, workspaceName } = asked;
  return composeMail(email, link, languagesOf(locale), {
    en: {
      subject: `${workflowName} asks for your ${kind}`,
      lines: [`A run of "${workflowName}" in ${workspaceName} waits for your answer:`, '', shown, '', 'Answer here:'],
    },
    ko: {
      subject: `${workflowName} ${kind === 'input' ? '입력' : '승인'} 요청`,
      lines: [
        `${workspaceName}의 "${workflowName}" 실행이 답변을 기다리고 있습니다:`,
        '',
        shown,
        '',
        '아래 링크에서 답변해 주세요:',
      ],
    },
  });
}
