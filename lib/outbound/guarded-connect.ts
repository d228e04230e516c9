import { say } from '#lib/shared/say.ts';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { canonicalHost, isPublicAddress, type AllowRules } from './address-policy.ts';

/** Every address of a name. Tests bring their own. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export interface ConnectPolicy {
  rules: AllowRules;
  /** Ports of this installation; `host` null: on whatever internal address. */
  ownPorts: readonly { host: string | null; port: number }[];
  resolve: Resolver;
  /** Most time to open a connection, in ms. */
  connectTimeoutMs: number;
}

export const systemResolver: Resolver = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Opens sockets for undici: resolves the name, judges every address it has, and connects to one of those very addresses.
 * All its failures are `NodeFailure`s, so that they tell apart from what goes wrong after sending.
 */
export function guardedConnect(policy: ConnectPolicy): buildConnector.connector {
  const connect = buildConnector({ timeout: policy.connectTimeoutMs, allowH2: false });
  return (options, callback) => {
    const host = canonicalHost(options.hostname);
    const port = options.port ? Number(options.port) : options.protocol === 'https:' ? 443 : 80;
    void connectChecked(policy, connect, options, { host, port }, callback);
  };
}

/** Undici wants a callback where we have promises: it is called once, with a socket or a `NodeFailure`. */
async function connectChecked(
  policy: ConnectPolicy,
  connect: buildConnector.connector,
  options: buildConnector.Options,
  { host, port }: { host: string; port: number },
  callback: buildConnector.Callback,
): Promise<void> {
  let addresses: readonly string[];
  try {
    addresses = await checkedAddresses(policy, host, port);
  } catch (error) {
    return callback(error as Error, null);
  }
  connectToAny(connect, options, addresses, callback);
}

/** The addresses of a host, if all of them may be reached. One bad address refuses the name. Throws `NodeFailure`. */
export async function checkedAddresses(policy: ConnectPolicy, host: string, port: number): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = isIP(host) !== 0 ? [host] : await inTime(policy.resolve(host), policy.connectTimeoutMs);
  } catch (cause) {
    throw new NodeFailure('outbound_failed', say('host_not_found', { host }), { retryable: true, cause });
  }
  if (addresses.length === 0)
    throw new NodeFailure('outbound_failed', say('host_no_address', { host }), { retryable: true });
  for (const address of addresses) {
    if (!mayReach(policy, host, port, address)) {
      throw new NodeFailure('outbound_refused', say('host_internal', { host }));
    }
  }
  return addresses;
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The resolver does not answer')), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function mayReach(policy: ConnectPolicy, host: string, port: number, address: string): boolean {
  if (isIP(address) === 0) return false;
  const isPublic = isPublicAddress(address);
  const own = policy.ownPorts.some(
    (one) => one.port === port && (one.host === null ? !isPublic : !isPublic || one.host === host),
  );
  if (own) return policy.rules.names(host, port, address);
  return isPublic || policy.rules.allows(host, port, address);
}

/** Tries the addresses one after another, at most four. */
function connectToAny(
  connect: buildConnector.connector,
  options: buildConnector.Options,
  addresses: readonly string[],
  callback: buildConnector.Callback,
): void {
  const [address, ...others] = addresses.slice(0, 4);
  connect({ ...options, hostname: address! }, (...[error, socket]: Parameters<buildConnector.Callback>) => {
    if (!error) return callback(null, socket);
    if (others.length > 0) return connectToAny(connect, options, others, callback);
    const code = (error as NodeJS.ErrnoException).code;
    const host = options.hostname;
    const message =
      code === undefined ? say('no_connection', { host }) : say('no_connection_code', { host, cause: code });
    callback(new NodeFailure('outbound_failed', message, { retryable: true, cause: error }), null);
  });
}
