/** SQLSTATE classes: connection lost, server stops or starts, no room for another connection. */
const AWAY_SQLSTATE = /^(08|57P|53)/;
const AWAY_SYSCALL: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
/** What `pg` says without a code. */
const AWAY_MESSAGE = /^Connection terminated|timeout exceeded when trying to connect$/;
/** How Prisma's driver adapter calls them. */
const AWAY_KIND: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);

/** Whether an error of `pg` or Prisma says that the database does not answer now: the same may work in a moment. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: unknown; meta?: { driverAdapterError?: { cause?: AdapterCause } } };
  const adapter = meta?.driverAdapterError?.cause;
  if (adapter) return AWAY_KIND.has(adapter.kind) || AWAY_SQLSTATE.test(adapter.originalCode ?? '');
  if (typeof code === 'string') return AWAY_SYSCALL.has(code) || (code.length === 5 && AWAY_SQLSTATE.test(code));
  return AWAY_MESSAGE.test(error.message);
}

interface AdapterCause {
  kind?: string;
  /** SQLSTATE. */
  originalCode?: string;
}
