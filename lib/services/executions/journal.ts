import pg from 'pg';
import { insertIntents, updateReceipts, type IntentRow, type ReceiptRow } from '#lib/db/effects.ts';
import {
  insertAccepted,
  insertFinished,
  insertFinishedAlone,
  insertSteps,
  updateFinished,
  type AcceptedRow,
  type FinishedRow,
  type RunRef,
  type StepRow,
} from '#lib/db/execution-writes.ts';
import { insertStoredValues, type StoredValueRow } from '#lib/db/stored-values.ts';
import type { Journal, RunHeader } from '#lib/runner/ports.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { GroupCommit, type Outcome } from './group-commit.ts';
import { acceptedRow, finishedRow, intentRow, sizeOf, stepRow } from './journal-rows.ts';

interface JournalOptions {
  databaseUrl: string;
  /** The process that runs what is recorded; its heartbeat's id. */
  owner: string;
  logger: { warn(fields: object, message: string): void };
  /** Parked runs whose called run has ended: they must be rung. Lost bells are found by the sweep. */
  onWoken?: (runs: readonly RunRef[]) => void;
  /** For tests. */
  maxPendingBytes?: number;
  patienceMs?: number;
}

export interface PostgresJournal extends Journal {
  /** New runs should be refused: half of the memory that may wait is taken. */
  overloaded(): boolean;
  /** Resolves when everything that was given is committed or refused, and closes the connection. */
  close(): Promise<void>;
}

type Op = (
  | { kind: 'accept'; row: AcceptedRow }
  | { kind: 'step'; row: StepRow }
  | { kind: 'intend'; row: IntentRow }
  | { kind: 'receipt'; row: ReceiptRow }
  | { kind: 'finishNew'; row: FinishedRow }
  | { kind: 'finishAccepted'; row: FinishedRow }
) & { values?: readonly StoredValueRow[] };

const MAX_PENDING_BYTES = 64 * 1024 * 1024;
const MAX_BATCH = 500;
const PATIENCE_MS = 10_000;
const SMALL_ROW_BYTES = 400;

/**
 * The run log on Postgres: group commit over one connection of its own, `synchronous_commit=on`. After a lost connection
 * the group is sent again, which records nothing twice. A run that somebody else has taken over meanwhile (this process
 * was thought dead) is refused as `conflict`: its result must not be given out.
 */
export function createJournal(options: JournalOptions): PostgresJournal {
  const maxPendingBytes = options.maxPendingBytes ?? MAX_PENDING_BYTES;
  const connection = new WriterConnection(options.databaseUrl);
  const group = new GroupCommit<Op>({
    commit: (ops) => connection.use((client) => commit(client, options, ops)),
    isTransient,
    onRetry: (error) => options.logger.warn({ err: error }, 'journal: sending a group again'),
    maxBatch: MAX_BATCH,
    maxPendingBytes,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
  });
  const write = (op: Op, bytes: number): Promise<void> => group.write(op, bytes);
  /** Runs of which something was recorded before their end. */
  const touched = new WeakSet<RunHeader>();
  return {
    accept: (run) => {
      const accepted = acceptedRow(run);
      return write({ kind: 'accept', ...accepted }, sizeOf(accepted));
    },
    step: (run, step) => {
      touched.add(run);
      const finished = stepRow(run, step);
      return write({ kind: 'step', ...finished }, sizeOf(finished));
    },
    intend: (run, effect) => {
      touched.add(run);
      return write({ kind: 'intend', row: intentRow(run, effect) }, SMALL_ROW_BYTES);
    },
    receipt: (run, effect) =>
      write(
        { kind: 'receipt', row: { executionId: run.id, workspaceId: run.workspaceId, ...effect } },
        SMALL_ROW_BYTES,
      ),
    finish: (run, end, accepted) => {
      const ended = finishedRow(run, end, touched.has(run));
      return write({ kind: accepted ? 'finishAccepted' : 'finishNew', ...ended }, sizeOf(ended));
    },
    overloaded: () => group.pendingBytes > maxPendingBytes / 2,
    close: async () => {
      await group.drain();
      await connection.close();
    },
  };
}

/** One kind of operation is one statement and needs no transaction around it, unless large values belong to it. */
async function commit(
  client: pg.Client,
  { owner, onWoken }: Pick<JournalOptions, 'owner' | 'onWoken'>,
  ops: readonly Op[],
): Promise<Outcome[]> {
  const first = ops[0]!.kind;
  const values = ops.flatMap((op) => op.values ?? []);
  const lonely = values.length === 0 && ops.every((op) => op.kind === first && isOneStatement(op));
  if (lonely) return (await write(client, owner, ops, insertFinishedAlone)).outcomes;
  await client.query('BEGIN');
  if (values.length > 0) await insertStoredValues(client, values);
  const { outcomes, woken } = await write(client, owner, ops, insertFinished);
  await client.query('COMMIT');
  if (woken.length > 0) onWoken?.(woken);
  return outcomes;
}

function isOneStatement(op: Op): boolean {
  return (
    op.kind !== 'finishAccepted' ||
    (op.row.alone && !op.row.asked && op.row.answer === null && op.row.parentExecutionId === null)
  );
}

async function write(
  client: pg.Client,
  owner: string,
  ops: readonly Op[],
  insertEnds: typeof insertFinished,
): Promise<{ outcomes: Outcome[]; woken: RunRef[] }> {
  const rows = { accept: [], step: [], intend: [], receipt: [], finishNew: [], finishAccepted: [] } as {
    [K in Op['kind']]: Extract<Op, { kind: K }>['row'][];
  };
  for (const op of ops) (rows[op.kind] as Op['row'][]).push(op.row);
  if (rows.accept.length > 0) await insertAccepted(client, owner, rows.accept);
  const stepped = rows.step.length > 0 ? await insertSteps(client, owner, rows.step) : none;
  // In this order: a batch may hold the receipt of one attempt and the intent of the next, never an intent and its receipt.
  if (rows.receipt.length > 0) await updateReceipts(client, rows.receipt);
  if (rows.intend.length > 0) await insertIntents(client, rows.intend);
  const inserted = rows.finishNew.length > 0 ? await insertEnds(client, owner, rows.finishNew) : none;
  const updated = rows.finishAccepted.length > 0 ? await updateFinished(client, owner, rows.finishAccepted) : nothing;
  const outcomes = ops.map((op) => {
    if (op.kind === 'step') return stepped.has(op.row.executionId) ? null : lost();
    if (op.kind === 'finishNew') return inserted.has(op.row.id) ? null : lost();
    if (op.kind === 'finishAccepted') return updated.ended.has(op.row.id) ? null : lost();
    return null;
  });
  return { outcomes, woken: updated.woken };
}

const none: ReadonlySet<string> = new Set();
const nothing = { ended: none, woken: [] };

function lost(): AppError {
  return new AppError('conflict', 'The run was settled elsewhere: this process was thought to be gone');
}

/** A lost connection, a server that stops or starts, a deadlock. Errors about the data itself are not. */
function isTransient(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(08|57P|53|40)/.test(code)) return true;
  return !/^[0-9A-Z]{5}$/.test(code);
}

/** The writer's connection: opened at first use, and again after an error. */
class WriterConnection {
  readonly #databaseUrl: string;
  #client: pg.Client | null = null;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  async use<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = (this.#client ??= await this.#connect());
    try {
      return await work(client);
    } catch (error) {
      // Whatever state it is in (broken, or inside a failed transaction): a new one is clean.
      this.#client = null;
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#client?.end();
    this.#client = null;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#databaseUrl,
      application_name: 'toolwright journal',
      connectionTimeoutMillis: 5_000,
      options: '-c synchronous_commit=on',
    });
    client.on('error', () => {
      if (this.#client === client) this.#client = null;
    });
    await client.connect();
    return client;
  }
}
