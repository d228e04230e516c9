import { readCookie } from '#lib/auth/session-cookie.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { isLocale, localeCookie, negotiateLocale, type Locale } from '#lib/shared/locales.ts';
import { clientAddress } from './request-guards.ts';

const MAX_USER_AGENT = 300;

/** Who a request comes from, as far as its headers say; nobody need be signed in. */
export function callerOf(headers: Headers, trustProxy: number, traceId: string): Caller {
  const address = clientAddress(headers, trustProxy);
  const userAgent = headers.get('user-agent')?.slice(0, MAX_USER_AGENT);
  const locale = localeOf(headers);
  return {
    traceId,
    ...(address ? { address } : {}),
    ...(userAgent ? { userAgent } : {}),
    ...(locale ? { locale } : {}),
  };
}

/** In which language the interface meets them: what they chose, else what the browser asks for. Programs ask for none. */
function localeOf(headers: Headers): Locale | null {
  const chosen = readCookie(headers.get('cookie'), localeCookie);
  if (isLocale(chosen)) return chosen;
  const wanted = headers.get('accept-language');
  return wanted === null || wanted === '*' ? null : negotiateLocale(wanted);
}
