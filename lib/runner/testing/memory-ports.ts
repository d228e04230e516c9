import type { JsonValue } from '#lib/shared/json.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type {
  CodeSandbox,
  ConnectionSource,
  Databases,
  Journal,
  OutboundHttp,
  RunEnd,
  RunHeader,
  ResourceNews,
  RunMemory,
  RunnerPorts,
  SecretSource,
  StepRecord,
} from '../ports.ts';
import { MemoryFiles } from './memory-files.ts';

/** One call of the journal, in order. */
export type JournalEntry =
  | { kind: 'accept' }
  | { kind: 'step'; step: StepRecord }
  | { kind: 'intend' | 'receipt'; key: string }
  | { kind: 'finish'; end: RunEnd; accepted: boolean };

/** A journal that keeps what it is given, in order, and commits after `delayMs`. */
export class MemoryJournal implements Journal {
  readonly entries: JournalEntry[] = [];
  delayMs = 0;

  accept(): Promise<void> {
    return this.#commit({ kind: 'accept' });
  }
  step(_run: RunHeader, step: StepRecord): Promise<void> {
    return this.#commit({ kind: 'step', step });
  }
  intend(_run: RunHeader, effect: { key: string }): Promise<void> {
    return this.#commit({ kind: 'intend', key: effect.key });
  }
  receipt(_run: RunHeader, effect: { key: string }): Promise<void> {
    return this.#commit({ kind: 'receipt', key: effect.key });
  }
  finish(_run: RunHeader, end: RunEnd, accepted: boolean): Promise<void> {
    return this.#commit({ kind: 'finish', end, accepted });
  }

  get kinds(): string[] {
    return this.entries.map((entry) => entry.kind);
  }

  async #commit(entry: JournalEntry): Promise<void> {
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    this.entries.push(entry);
  }
}

export interface MemoryPorts extends RunnerPorts {
  journal: MemoryJournal;
  files: MemoryFiles;
}

interface PortOptions {
  code?: CodeSandbox['run'];
  fetch?: OutboundHttp['fetch'];
  connection?: ConnectionSource['open'];
  query?: Databases['query'];
  memory?: RunMemory;
  secrets?: SecretSource['open'];
  updated?: ResourceNews['updated'];
  variables?: Readonly<Record<string, JsonValue>>;
  random?: () => number;
  now?: () => number;
}

const none = (): Promise<never> => Promise.reject(new Error('This test has no memory'));

/** Runner ports that keep everything in memory. Code and HTTP fail unless the test brings them. */
export function memoryPorts(options: PortOptions = {}): MemoryPorts {
  return {
    clock: { now: options.now ?? (() => Date.now()) },
    journal: new MemoryJournal(),
    code: { run: options.code ?? (() => Promise.reject(new Error('This test has no code sandbox'))) },
    http: { fetch: options.fetch ?? (() => Promise.reject(new Error('This test has no network'))) },
    connections: {
      open: options.connection ?? (() => Promise.reject(new NodeFailure('connection_not_found', 'there is none'))),
    },
    databases: { query: options.query ?? (() => Promise.reject(new Error('This test has no database'))) },
    memory: options.memory ?? { get: none, set: none, delete: none, increment: none },
    secrets: { open: options.secrets ?? (() => Promise.reject(new NodeFailure('secret_not_found', 'there is none'))) },
    files: new MemoryFiles(),
    news: { updated: options.updated ?? (() => Promise.reject(new Error('This test has no followers'))) },
    variables: () => options.variables ?? {},
    ...(options.random && { random: options.random }),
  };
}
