import { NextResponse, type NextRequest } from 'next/server';
import { pagePolicy } from '#lib/http/page-policy.ts';

/**
 * Gives each page a content security policy with a fresh nonce; Next puts the nonce on its own scripts. Nothing is decided
 * here: sessions are checked where data is read.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = pagePolicy(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Where sign-in leads back to; it replaces whatever a client sent under this name.
  headers.set('x-path', request.nextUrl.pathname + request.nextUrl.search);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

/** Pages: everything but the API, the operator's addresses and built files. */
export const config = { matcher: ['/((?!api/|_next/static/|healthz$|readyz$|metrics$|favicon.ico$).*)'] };
