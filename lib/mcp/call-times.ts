/** How long callers are held, and how often they see that they are. */
export interface CallTimes {
  /** Something goes out at least this often while an answer is open: proxies cut what is silent. */
  readonly keepAliveMs: number;
  /** A call that takes longer becomes a task, if its client knows tasks and its tool allows it. */
  readonly taskAfterMs: number;
  /** A call without progress is held this long before it goes on by itself, where its result can be asked for. */
  readonly holdMs: number;
}

/** After this, a call that has no answer yet becomes a stream, so that clients and proxies see it is alive. */
const SILENCE_MS = 5_000;
/** A step that takes long still shows life: clients give up after 60 s without a word. */
const HEARTBEAT_MS = 10_000;

export const silenceOf = ({ keepAliveMs }: CallTimes): number => Math.min(SILENCE_MS, keepAliveMs);
export const heartbeatOf = ({ keepAliveMs }: CallTimes): number => Math.min(HEARTBEAT_MS, keepAliveMs);
