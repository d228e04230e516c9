import { isOutage } from '#lib/db/outage.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { StoreAway } from '#lib/kit/store-away.ts';
import type { RunFiles, RunIdentity } from '#lib/runner/ports.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { cleanFileName, cleanMimeType } from '#lib/shared/file-name.ts';
import { fileFacts } from '#lib/shared/file-reference.ts';
import { isId } from '#lib/shared/ids.ts';
import type { FileRow, ValueStore } from '#lib/values/value-store.ts';
import { referenceTo } from './present-file.ts';

/** Files as runs make and use them. */
export function createRunFiles(values: ValueStore): RunFiles {
  return {
    create: async (run, bytes, about) => {
      const file = {
        workspaceId: run.workspaceId,
        name: cleanFileName(about.name),
        mimeType: cleanMimeType(about.mimeType),
        executionId: run.executionId,
        workflowId: isId(run.workflowId) ? run.workflowId : null,
        createdById: null,
        atMostBytes: bytes instanceof Uint8Array ? bytes.byteLength : null,
      };
      const source = watched(bytes instanceof Uint8Array ? [bytes] : bytes);
      try {
        return referenceTo(await values.put(file, source.bytes));
      } catch (error) {
        if (isAppError(error)) throw new NodeFailure('limit_exceeded', error.said, { cause: error });
        throw !source.failed && isOutage(error) ? new StoreAway(error) : error;
      }
    },
    open: async (run, value) => {
      const claimed = fileFacts(value);
      if (!claimed || !isId(claimed.id)) return null;
      const key = { workspaceId: run.workspaceId, id: claimed.id };
      const file = await values.find(key);
      if (!file || file.size !== claimed.size || file.sha256 !== claimed.sha256 || !mayUse(run, file)) return null;
      return { ...referenceTo(file).$file, read: () => values.read(key, { start: 0, end: file.size }) };
    },
  };
}

/** Uploads are for every run of the workspace; what a run made is for it and for those that it started. */
function mayUse(run: RunIdentity, { executionId, workflowId }: FileRow): boolean {
  if (executionId === null || executionId === run.executionId) return true;
  if (run.parentExecutionId !== null && executionId === run.parentExecutionId) return true;
  return run.trial && workflowId !== null && workflowId === run.workflowId;
}

/** Bytes on their way into the store; `failed` says whether it was their source that failed. */
function watched(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): {
  bytes: AsyncIterable<Uint8Array>;
  failed: boolean;
} {
  const watch = { bytes: pieces(), failed: false };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      watch.failed = true;
      throw error;
    }
  }
  return watch;
}
