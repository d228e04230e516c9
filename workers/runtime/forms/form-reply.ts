import type { ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '#lib/mcp/reply.ts';
import { filled, formTexts, type FormTexts } from '#lib/services/forms/form-texts.ts';
import type { AppError } from '#lib/shared/app-error.ts';
import { messagePage, type Reader } from './form-pages.ts';
import type { Html } from './html.ts';
import type { Handed, OpenForm } from './open-form.ts';
import { PAGE_POLICY } from './page-style.ts';

/** One page. A browser that may not say where a form comes from could not prove its origin, hence `same-origin`. */
export function replyPage(
  response: ServerResponse,
  status: number,
  page: Html,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(page.text);
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-security-policy': PAGE_POLICY,
    'content-type': 'text/html; charset=utf-8',
    'content-length': bytes.length,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    vary: 'accept-language',
    'x-robots-tag': 'noindex',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** What became of what was filled in. */
export function replyHanded(
  response: ServerResponse,
  { config }: OpenForm,
  handed: Handed,
  reader: Reader & { again: string },
): void {
  const texts = formTexts(reader.locale);
  const again = { href: reader.again, label: texts.again };
  const thanks = { tone: 'success', title: texts.thanksTitle } as const;
  const said = config.successMessage?.trim() ?? '';
  if (handed.kind === 'test') return replyMessage(response, 200, { ...thanks, text: texts.testThanks }, reader);
  if (handed.kind === 'goesOn') return replyMessage(response, 202, { ...thanks, text: texts.working }, reader);
  if (handed.kind === 'ended' && handed.end.status !== 'success') {
    const message = { tone: 'error', title: texts.failedTitle, text: texts.failed } as const;
    return replyMessage(response, 500, { ...message, reference: handed.executionId, link: again }, reader);
  }
  if (handed.kind === 'ended' && handed.end.isError) {
    const { output } = handed.end;
    const message = { tone: 'error', title: texts.refusedTitle, link: again } as const;
    const page = typeof output === 'string' ? { text: output } : { text: '', result: output };
    return replyMessage(response, 422, { ...message, ...page }, reader);
  }
  const target = redirectOf(config.redirectUrl);
  if (target) {
    const text = filled(texts.goesOn, { host: target.host });
    const link = { href: target.href, label: texts.goOn, isButton: true };
    return replyMessage(response, 200, { ...thanks, text, link, goesTo: target.href }, reader);
  }
  const output = handed.kind === 'ended' ? handed.end.output : null;
  // A text that the run returns is the thanks, where no other was written.
  const page =
    said === '' && typeof output === 'string' && output !== ''
      ? { text: output }
      : { text: said || texts.thanks, result: output };
  replyMessage(response, 200, { ...thanks, link: again, ...page }, reader);
}

function replyMessage(
  response: ServerResponse,
  status: number,
  message: Parameters<typeof messagePage>[0],
  reader: Reader,
): void {
  replyPage(response, status, messagePage(message, reader));
}

/** Validation let only `https` pass; a version from elsewhere gets no second chance to say otherwise. */
function redirectOf(text: string | undefined): URL | null {
  const url = text ? URL.parse(text) : null;
  return url?.protocol === 'https:' && url.username === '' ? url : null;
}

/** For members, and nobody is known. */
export function replyMembersOnly(response: ServerResponse, signIn: string, reader: Reader): void {
  const texts = formTexts(reader.locale);
  const link = { href: signIn, label: texts.signIn, isButton: true };
  const message = { tone: 'quiet', title: texts.membersTitle, text: texts.members, link } as const;
  replyMessage(response, 403, message, reader);
}

/** Why there is no form, or why it was not taken. */
export function replyRefused(response: ServerResponse, error: AppError, reader: Reader): void {
  const { code, status, retryAfterMs } = error;
  const page = messagePage({ tone: 'quiet', ...refusalTexts(code, formTexts(reader.locale)) }, reader);
  replyPage(response, status, page, {
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
    ...(code === 'too_large' && { connection: 'close' }),
    ...(code === 'method_not_allowed' && { allow: 'GET, HEAD, POST' }),
  });
}

function refusalTexts(code: AppError['code'], texts: FormTexts): { title: string; text: string } {
  switch (code) {
    case 'not_found':
    case 'does_not_compile':
      return { title: texts.closedTitle, text: texts.closed };
    case 'daily_quota_reached':
    case 'quota_exceeded':
      return { title: texts.fullTitle, text: texts.full };
    case 'too_large':
      return { title: texts.tooLargeTitle, text: texts.tooLarge };
    case 'malformed':
    case 'unsupported_media_type':
    case 'method_not_allowed':
      return { title: texts.malformedTitle, text: texts.malformed };
    default:
      return { title: texts.busyTitle, text: texts.busy };
  }
}
