import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Config } from '#lib/config/config.ts';
import type { Logger } from '#lib/observability/logger.ts';
import { backoffDelay } from '#lib/shared/backoff.ts';

/** One mail to one person. */
export interface Mail {
  /** A plain addr-spec, normalised by its schema. */
  to: string;
  subject: string;
  text: string;
  /** What the mail is about; all that is logged where no mail can be sent. */
  link: string;
}

export interface Mailer {
  /** `log`: there is no mail server, links are in the log of this process. */
  readonly delivery: 'email' | 'log';
  /** Sends, after a failure twice more. Rejects with the last failure. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;
const pauses = { backoffMs: 500, factor: 3, maxBackoffMs: 5_000 };

interface MailPorts {
  config: Pick<Config, 'smtpUrl' | 'mailFrom'>;
  logger: Logger;
  /** Shows a line to the operator at the console, where there is one. */
  notice?: (text: string) => void;
}

export function createMailer({ config, logger, notice }: MailPorts): Mailer {
  if (config.smtpUrl === null) return logMailer(logger, notice);
  const transport = createTransport({
    url: config.smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const sendOnce = async ({ to, subject, text }: Mail): Promise<void> => {
    // An address as an object is taken as it is: nothing in it is parsed as a list.
    await transport.sendMail({ from: config.mailFrom, to: { name: '', address: to }, subject, text });
  };
  return {
    delivery: 'email',
    send: async (mail) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await sendOnce(mail);
        } catch (error) {
          if (attempt === ATTEMPTS) throw error;
          await sleep(backoffDelay(pauses, attempt + 1));
        }
      }
    },
    close: () => transport.close(),
  };
}

/** At `warn`: an operator who asks for less than that wants no links either. */
function logMailer(logger: Logger, notice: MailPorts['notice']): Mailer {
  return {
    delivery: 'log',
    send: ({ to, subject, link }) => {
      logger.warn({ to, subject, link }, 'no mail server is set (SMTP_URL): give this link to the person');
      notice?.(`no mail server is set (SMTP_URL); for ${to}: ${link}`);
      return Promise.resolve();
    },
    close: () => undefined,
  };
}
