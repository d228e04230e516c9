import { createTransport } from 'nodemailer';
import type { ConnectorTrial, TrialResult } from '#lib/kit/connector-trial.ts';
import type { smtp } from './connector.ts';

/** Greets the server, signs in if there are credentials, and leaves. No message is sent. */
export const trySmtp: ConnectorTrial<typeof smtp> = async (context, fields) => {
  const { host, port, security, user, password } = fields;
  const transport = createTransport({
    host: await context.addressOf(host, port),
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host },
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    connectionTimeout: context.timeoutMs,
    greetingTimeout: context.timeoutMs,
    socketTimeout: context.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.verify();
    return { ok: true, message: 'The mail server answers' };
  } catch (error) {
    return failed(error);
  } finally {
    transport.close();
  }
};

function failed(error: unknown): TrialResult {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  if (code === 'EAUTH') return { ok: false, message: 'The mail server refused the user or the password' };
  if (responseCode !== undefined) return { ok: false, message: `The mail server answered with status ${responseCode}` };
  return { ok: false, message: `No connection to the mail server${code === undefined ? '' : ` (${code})`}` };
}
