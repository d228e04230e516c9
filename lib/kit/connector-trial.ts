import type { z } from 'zod';
import type { ConnectorDefinition } from './connector-definition.ts';

/** What trying a connection may do: everything goes through the one outbound guard. */
export interface TrialContext {
  readonly signal: AbortSignal;
  /** Most time for the whole trial, in ms. */
  readonly timeoutMs: number;
  /** A GET with the connection's credentials; the status of the answer. Throws `NodeFailure`. */
  get(url: string): Promise<number>;
  /** The connection's hosts. */
  readonly hosts: readonly string[];
  /** An address of the host that may be reached: connect to it and to nothing else. Throws `NodeFailure`. */
  addressOf(host: string, port: number): Promise<string>;
}

/** How a trial ended; `message` is shown, and says what to do if it failed. */
export interface TrialResult {
  ok: boolean;
  message: string;
}

/** Opens a connection once. Failures that are expected come back as a result; others are thrown. */
export type ConnectorTrial<D extends ConnectorDefinition> = (
  context: TrialContext,
  fields: z.output<D['fields']>,
) => Promise<TrialResult>;

export type AnyConnectorTrial = (context: TrialContext, fields: never) => Promise<TrialResult>;
