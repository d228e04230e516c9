/** What every answer of the API carries. It is data for one person: never cached, never sniffed, never framed. */
export function apiHeaders(traceId: string): Headers {
  return new Headers({
    'cache-control': 'private, no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-trace-id': traceId,
  });
}
