import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from '#lib/observability/logger.ts';
import { useSmtp } from '#lib/testing/smtp.ts';
import { createMailer } from './mailer.ts';

const smtp = useSmtp();
const lines: string[] = [];
const logger = createLogger(
  { logLevel: 'info', instanceId: 'test' },
  'web',
  new Writable({
    write: (chunk: Buffer, _, done) => {
      lines.push(chunk.toString());
      done();
    },
  }),
);
const mailFrom = 'Toolwright <no-reply@example.com>';
const mail = (to: string, subject = 'Hello') => ({ to, subject, text: 'http://here/#x', link: 'http://here/#x' });

test('a mail arrives with one recipient, whatever its subject holds', async () => {
  const mailer = createMailer({ config: { smtpUrl: smtp.url, mailFrom }, logger });
  await mailer.send(mail('ada@example.com', 'Hi\r\nBcc: eve@example.com'));
  mailer.close();
  const [received] = smtp.mailsTo('ada@example.com');
  expect(received?.to).toEqual(['ada@example.com']);
  expect(received?.raw).not.toMatch(/^Bcc:/im);
  expect(smtp.mailsTo('eve@example.com')).toEqual([]);
});

test('without a mail server the link is in the log and at the console, and the caller is told', async () => {
  const shown: string[] = [];
  const mailer = createMailer({ config: { smtpUrl: null, mailFrom }, logger, notice: (text) => shown.push(text) });
  expect(mailer.delivery).toBe('log');
  await mailer.send(mail('bob@example.com'));
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ to: 'bob@example.com', link: 'http://here/#x', level: 'warn' }),
  );
  expect(shown).toEqual([expect.stringContaining('bob@example.com: http://here/#x')]);
});
