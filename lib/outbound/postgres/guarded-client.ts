import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { say } from '#lib/shared/say.ts';

/** The fields of a connection to PostgreSQL. */
export interface PostgresFields {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  tls: 'verify' | 'encrypt' | 'off';
}

export const CONNECT_TIMEOUT_MS = 10_000;

/** The driver's own part that reads what arrives; its types leave it out. */
interface ReadingConnection extends pg.Connection {
  attachListeners(stream: Duplex): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  connect(port: number, host: string): void;
}
const DriverConnection = pg.Connection as unknown as new (config: object) => ReadingConnection;

/**
 * A connection to a server that nobody trusts: no answer is longer than it may be, and nothing that arrives, however
 * broken, throws past the stream.
 */
class GuardedConnection extends DriverConnection {
  /** Bytes that may still arrive. */
  budget = 1024 * 1024;

  override attachListeners(stream: Duplex): void {
    const arrived = (read: (data: Buffer) => void) => (data: Buffer) => {
      this.budget -= data.length;
      if (this.budget < 0) return void stream.destroy(new NodeFailure('limit_exceeded', say('sql_too_much')));
      try {
        read(data);
      } catch (cause) {
        stream.destroy(new NodeFailure('database_error', say('sql_no_postgres'), { cause }));
      }
    };
    const guarded = {
      on: (event: string, listener: (...values: never[]) => void) =>
        stream.on(event, event === 'data' ? arrived(listener as never) : (listener as never)),
    };
    super.attachListeners(guarded as unknown as Duplex);
  }
}

/** A client to an address that was checked. Everything is given: what is left out, the driver takes from its environment. */
export class GuardedClient extends pg.Client {
  readonly #connection: GuardedConnection;
  readonly #config: pg.ClientConfig;

  constructor(config: pg.ClientConfig) {
    const connection = new GuardedConnection({ ssl: config.ssl, keepAlive: true });
    // The pool hides the password from copies.
    super({ ...config, password: config.password, connection } as pg.ClientConfig);
    this.#connection = connection;
    this.#config = config;
    this.on('error', () => {});
  }

  /** How many bytes the next answers may have. */
  allow(bytes: number): void {
    this.#connection.budget = bytes;
  }

  /** Asks the server, over a connection of its own, to stop what this one does. Whether it did is not told. */
  cancelRunning(): Promise<void> {
    const { processID, secretKey } = this as unknown as { processID: number; secretKey: number };
    const { ssl, port, host } = this.#config;
    const connection = new GuardedConnection({ ssl });
    return new Promise((resolve) => {
      const close = (): void => {
        clearTimeout(timer);
        connection.stream.destroy();
        resolve();
      };
      const timer = setTimeout(close, CONNECT_TIMEOUT_MS);
      const ask = (): void => connection.cancel(processID, secretKey);
      connection.on('connect', () => (ssl ? connection.requestSsl() : ask()));
      connection.on('sslconnect', ask);
      connection.on('error', close);
      connection.on('end', close);
      connection.connect(port!, host!);
    });
  }
}

/** The settings of a client. `address` is one that was checked; the certificate is that of the host. */
export function clientConfig(fields: PostgresFields, address: string): pg.ClientConfig {
  const { host, port, database, user, password, tls } = fields;
  const name = host.replace(/^\[|\]$/g, '');
  const whose = isIP(name) === 0 ? { servername: name } : {};
  return {
    host: address,
    port,
    database,
    user,
    password: () => password,
    options: '-c client_min_messages=error',
    application_name: 'toolwright',
    ssl: tls === 'off' ? false : { ...whose, rejectUnauthorized: tls === 'verify' },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  };
}
