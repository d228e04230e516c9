import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, vi } from 'vitest';

/** A mail as it arrived. */
export interface ReceivedMail {
  to: string[];
  /** Headers and body as they came over the wire. */
  raw: string;
  /** The body, decoded. */
  text: string;
  /** The link of ours in it: the first one. */
  link: string;
}

export interface SmtpReceiver {
  readonly url: string;
  /** Mails to this address, oldest first. */
  mailsTo(address: string): ReceivedMail[];
  /** Waits for the newest mail to an address after those that were there. */
  nextMailTo(address: string, after?: number): Promise<ReceivedMail>;
  /** While true, every mail is refused for now (451). */
  failing: boolean;
}

/** A real SMTP server on a free port, for the whole test file. Call once at its top level, before `useWeb`. */
export function useSmtp(): SmtpReceiver {
  const mails: ReceivedMail[] = [];
  let server: SMTPServer | null = null;
  let port = 0;
  const receiver: SmtpReceiver = {
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    failing: false,
    mailsTo: (address) => mails.filter(({ to }) => to.includes(address)),
    nextMailTo: (address, after = 0) =>
      vi.waitFor(
        () => {
          const mail = receiver.mailsTo(address)[after];
          if (!mail) throw new Error(`no mail to ${address}`);
          return mail;
        },
        { timeout: 8_000, interval: 20 },
      ),
  };
  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (receiver.failing) return done(Object.assign(new Error('try later'), { responseCode: 451 }));
          const raw = Buffer.concat(chunks).toString('utf8');
          const text = textOf(raw);
          const link = /https?:\/\/\S+/.exec(text)?.[0] ?? '';
          mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw, text, link });
          done();
        });
      },
    });
    const listening = server.listen(0, '127.0.0.1');
    await new Promise<void>((resolve) => listening.once('listening', () => resolve()));
    port = (listening.address() as AddressInfo).port;
  });
  afterAll(async () => {
    const running = server;
    if (running) await new Promise<void>((resolve) => running.close(() => resolve()));
  });
  return receiver;
}

/** The body of a mail of one part, whatever its transfer encoding. */
function textOf(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return body;
  const letter = (_: string, hex: string): string => String.fromCharCode(parseInt(hex, 16));
  return Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, letter), 'latin1').toString('utf8');
}
