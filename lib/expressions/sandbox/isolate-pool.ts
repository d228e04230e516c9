import ivm from 'isolated-vm';
import { createJsonRules } from '../evaluate/json-rules.ts';
import { installGuest } from './guest.ts';
import { sandboxLimits } from './protocol.ts';

const compiledPerIsolate = 50;
const bootstrap = `globalThis.$install = (settings, scope) => {\n  delete globalThis.$install;\n  (${installGuest.toString()})(settings, scope, ${createJsonRules.toString()});\n};`;

/** An isolate with what it has compiled. It serves one workspace and one run at a time, each run in a new context. */
export interface WarmIsolate {
  readonly workspaceId: string;
  readonly isolate: ivm.Isolate;
  readonly bootstrap: ivm.Script;
  readonly scripts: Map<string, ivm.Script>;
}

/** The isolates that wait for the next run of their workspace, the longest unused first. */
export class IsolatePool {
  readonly #warm: WarmIsolate[] = [];

  async take(workspaceId: string): Promise<WarmIsolate> {
    const at = this.#warm.findLastIndex((warm) => warm.workspaceId === workspaceId);
    if (at >= 0) return this.#warm.splice(at, 1)[0]!;
    const isolate = new ivm.Isolate({ memoryLimit: sandboxLimits.runMb + sandboxLimits.leftoverMb });
    return {
      workspaceId,
      isolate,
      bootstrap: await isolate.compileScript(bootstrap, { filename: 'guest.js' }),
      scripts: new Map(),
    };
  }

  /** Keeps an isolate whose last run ended by itself; drops one that earlier runs have filled. */
  async giveBack(warm: WarmIsolate): Promise<void> {
    if (warm.isolate.isDisposed) return;
    const { used_heap_size: used, externally_allocated_size: external } = await warm.isolate.getHeapStatistics();
    if (used + external > sandboxLimits.leftoverMb * 1024 * 1024) return dispose(warm.isolate);
    this.#warm.push(warm);
    if (this.#warm.length > sandboxLimits.warmIsolates) dispose(this.#warm.shift()!.isolate);
  }
}

/** The compiled script of a code, from the isolate's own cache. */
export async function scriptOf(warm: WarmIsolate, source: string): Promise<ivm.Script> {
  const known = warm.scripts.get(source);
  if (known) return known;
  const script = await warm.isolate.compileScript(source, { filename: 'code.js', lineOffset: -1 });
  if (warm.scripts.size >= compiledPerIsolate) {
    const [oldest] = warm.scripts.keys();
    warm.scripts.get(oldest!)?.release();
    warm.scripts.delete(oldest!);
  }
  warm.scripts.set(source, script);
  return script;
}

/** Disposing twice is no failure. */
export function dispose(isolate: ivm.Isolate): void {
  if (!isolate.isDisposed) isolate.dispose();
}
