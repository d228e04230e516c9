import { createInterface } from 'node:readline';
import { createDatabase } from './database-commands.ts';
import type { SchemaEngine } from './engine.ts';

/** JSON-RPC error code that Prisma's CLI expects beside its own `data`. */
const ENGINE_FAILED = 4466;

interface RpcRequest {
  id: number;
  method: string;
  params?: unknown;
}

interface RpcHost {
  url: string | null;
  engine(): Promise<SchemaEngine>;
}

/** Answers one JSON-RPC request a line on stdin, in order, until stdin closes. */
export async function serveRpc(host: RpcHost): Promise<void> {
  let current: RpcRequest | null = null;
  let engine: SchemaEngine | null = null;
  const open = async () => (engine ??= await host.engine());
  // A panic in WebAssembly traps outside the promise chain: answer the pending call instead of dying silently.
  process.on('uncaughtException', (error) => {
    const message = engine?.panicMessage() || String(error);
    if (current) sendFailure(current.id, { is_panic: true, message, meta: null, error_code: '' });
    process.stderr.write(`${message}\n`, () => process.exit(101));
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = parseRequest(line);
    if (request === null) continue;
    current = request;
    await answer(request, host.url, open);
    current = null;
  }
}

async function answer(request: RpcRequest, url: string | null, open: () => Promise<SchemaEngine>): Promise<void> {
  const { id, method, params } = request;
  try {
    if (method === 'createDatabase') {
      send({ id, result: { databaseName: await createDatabase(databaseOf(params) ?? url ?? '') } });
      return;
    }
    const engine = await open();
    const result = await engine.call(method === 'getDatabaseVersion' ? 'version' : method, params);
    send({ id, result: method === 'diff' ? printDiff(id, result) : (result ?? {}) });
  } catch (error) {
    sendFailure(id, describeFailure(error));
  }
}

/** The CLI prints a diff when the engine asks for it, not from the result. */
function printDiff(id: number, result: unknown): unknown {
  if (!isRecord(result) || typeof result.stdout !== 'string') return result ?? {};
  send({ id: id + 1_000_000, method: 'print', params: { content: result.stdout } });
  return { ...result, stdout: null };
}

function describeFailure(error: unknown): object {
  const fields = isRecord(error) ? error : {};
  const cause = isRecord(fields.cause) ? fields.cause : {};
  return {
    is_panic: false,
    message: typeof fields.message === 'string' ? fields.message : String(error),
    meta: fields.meta ?? null,
    error_code: fields.code ?? cause.code ?? '',
  };
}

function parseRequest(line: string): RpcRequest | null {
  if (line.trim() === '') return null;
  const value: unknown = JSON.parse(line);
  if (!isRecord(value) || typeof value.method !== 'string' || typeof value.id !== 'number') return null;
  return { id: value.id, method: value.method, params: value.params };
}

function databaseOf(params: unknown): string | null {
  const datasource = isRecord(params) ? params.datasource : null;
  return isRecord(datasource) && typeof datasource.url === 'string' ? datasource.url : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function sendFailure(id: number, data: object): void {
  send({ id, error: { code: ENGINE_FAILED, message: 'An error happened. Check the data field for details.', data } });
}

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
