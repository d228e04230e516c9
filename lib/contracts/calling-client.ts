/** Of RFC 5424, least first: what a client of MCP may ask for. */
export const clientLogLevels = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const;
export type ClientLogLevel = (typeof clientLogLevels)[number];

/** What can be asked of a client, by the method of MCP that asks it. */
export type ClientMethod = 'elicitation/create' | 'sampling/createMessage' | 'roots/list';

/** The MCP client whose call started a run, as far as the run may ask and tell it something. */
export interface CallingClient {
  /** What it declared that it answers; `elicitation/create` stands for forms. */
  answers: readonly ClientMethod[];
  /** The least level of log messages that it wants; null: none. */
  logLevel: ClientLogLevel | null;
}

/** A message of a run to the client that called it: `notifications/message`. */
export interface ClientMessage {
  level: ClientLogLevel;
  logger?: string;
  data: unknown;
}

/** Whether a client that asked for `wanted` wants to hear of `level`. */
export function wantsLevel(wanted: ClientLogLevel | null, level: ClientLogLevel): boolean {
  return wanted !== null && clientLogLevels.indexOf(level) >= clientLogLevels.indexOf(wanted);
}
