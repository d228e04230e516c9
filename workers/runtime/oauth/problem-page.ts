import type { IncomingMessage, ServerResponse } from 'node:http';
import { fillText } from '#lib/shared/fill-text.ts';
import { negotiateLocale } from '#lib/shared/locales.ts';
import en from '../../../messages/oauth.en.json' with { type: 'json' };
import ko from '../../../messages/oauth.ko.json' with { type: 'json' };
import { messagePage } from '../forms/form-pages.ts';
import { replyPage } from '../forms/form-reply.ts';

const texts = { en, ko };

interface Problem {
  status: number;
  error: keyof typeof en;
  /** What the authorization server says of it. */
  reason?: string;
}

/** For a person whom nobody can send back to their app: the address to go to is not to be trusted, or not known. */
export function replyOauthProblem(
  response: ServerResponse,
  request: IncomingMessage,
  { status, error, reason = '' }: Problem,
): void {
  const locale = negotiateLocale(request.headers['accept-language'] ?? null);
  const { title, text } = texts[locale][error];
  const message = { tone: 'quiet', title, text: fillText(text, { reason }, {}) } as const;
  replyPage(response, status, messagePage(message, { locale, workspaceName: null }), { 'cache-control': 'no-store' });
}
