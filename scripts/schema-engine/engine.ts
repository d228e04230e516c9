import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** One of the engine's methods (`applyMigrations`, `diff`, `diagnoseMigrationHistory` ...). */
type EngineMethod = (params: unknown) => Promise<unknown>;

export interface SchemaEngine {
  call(method: string, params: unknown): Promise<unknown>;
  /** What the engine's last panic said; empty when there was none. */
  panicMessage(): string;
}

interface WasmBindings {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: {
    new: (
      options: { datamodels?: [string, string][] },
      log: (line: string) => void,
      adapter: object,
    ) => Promise<object>;
  };
}

const panic = {
  message: '',
  get: () => panic.message,
  set_message: (message: string) => void (panic.message = message),
};

/** @throws when a schema file does not parse. */
export async function loadEngine(schemaFiles: string[], adapter: object): Promise<SchemaEngine> {
  const bindings = await loadBindings();
  const datamodels = schemaFiles.map((file): [string, string] => [file, readFileSync(file, 'utf8')]);
  const engine = await bindings.SchemaEngine.new(datamodels.length > 0 ? { datamodels } : {}, () => undefined, adapter);
  return {
    panicMessage: () => panic.message,
    call: async (method, params) => {
      const candidate: unknown = Reflect.get(engine, method);
      if (typeof candidate !== 'function') throw new Error(`the schema engine has no method ${method}`);
      return (candidate as EngineMethod).call(engine, params);
    },
  };
}

/** The package's own loader is made for bundlers; this is its work for plain Node. */
async function loadBindings(): Promise<WasmBindings> {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('@prisma/schema-engine-wasm'));
  const script = path.join(folder, 'schema_engine_bg.js');
  const bindings = (await import(pathToFileURL(script).href)) as WasmBindings;
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panic });
  const bytes = readFileSync(path.join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  return bindings;
}
