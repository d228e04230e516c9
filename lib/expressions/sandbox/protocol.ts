/** What crosses between us and the child: lines of JSON text, and nothing else. */
export interface RunMessage {
  type: 'run';
  id: number;
  workspaceId: string;
  code: string;
  /** Parameters of the code's function. */
  parameters: string[];
  /** JSON text of an object with the parameters' values. */
  scope: string;
  now: number;
  seed: string;
  timeoutMs: number;
}

export type ToChild = RunMessage | { type: 'cancel'; id: number };

/** `text` was written by the tenant's isolate: nothing may be taken for granted about it. */
export type FromChild =
  | { type: 'ready' }
  | { type: 'done'; id: number; text: string }
  | { type: 'failed'; id: number; code: SandboxFailure; text?: string }
  /** The child is about to end itself; `id` is the run that made it, if that is known. */
  | { type: 'fatal'; id: number | null; code: SandboxFailure };

export type SandboxFailure = 'timeout' | 'limit_exceeded' | 'canceled' | 'code_error';

/** Sizes and times on both sides. Bytes and ms. */
export const sandboxLimits = {
  /** What a run may use (`semantics.md`, limits). */
  runMb: 64,
  /** What earlier runs may have left behind: a released context stays on the heap, about 0.2 MB (seen). */
  leftoverMb: 12,
  /** Isolates kept for the next run of their workspace, in one child. */
  warmIsolates: 8,
  /** The child ends itself above this resident size. */
  childBytes: 640 * 1024 * 1024,
  /** The system gives the child no more data memory than this; each isolate reserves (not uses) 0.5 GiB of it. */
  childReservedBytes: 10 * 1024 * 1024 * 1024,
  /** Priority of the child's threads for the system; that of the processes that serve is 0. */
  niceness: 5,
  /** How long a stopped run may take to be gone before the child ends itself, and before the parent ends the child. */
  stopGraceMs: 250,
  killGraceMs: 700,
  /** Longest line from the child: one value of 10 MiB, escaped twice at worst, and its log. */
  lineChars: 64 * 1024 * 1024,
} as const;

/** Cuts a stream of text into lines. */
export function lineReader(onLine: (line: string) => void, onTooLong: () => void): (chunk: string) => void {
  let parts: string[] = [];
  let length = 0;
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      onLine(parts.join('') + chunk.slice(from, end));
      parts = [];
      length = 0;
      from = end + 1;
    }
    parts.push(chunk.slice(from));
    length += chunk.length - from;
    if (length > sandboxLimits.lineChars) onTooLong();
  };
}

/** Writes messages as lines, those of one turn of the event loop in one piece: a round trip costs more than a line. */
export function lineWriter<Message>(write: (text: string) => void): (message: Message) => void {
  let pending: string[] = [];
  return (message) => {
    pending.push(JSON.stringify(message));
    if (pending.length > 1) return;
    queueMicrotask(() => {
      const text = `${pending.join('\n')}\n`;
      pending = [];
      write(text);
    });
  };
}
