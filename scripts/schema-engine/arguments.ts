/** What Prisma's CLI passes on the engine's command line. */
export interface EngineArguments {
  /** `can-connect-to-database`, `create-database`, `drop-database`; null for the JSON-RPC mode. */
  command: string | null;
  showVersion: boolean;
  /** Paths of the schema's files. */
  datamodels: string[];
  /** Address of the database; null for work that needs none. */
  url: string | null;
}

export function parseArguments(list: string[], fallbackUrl: string | undefined): EngineArguments {
  const parsed: EngineArguments = { command: null, showVersion: false, datamodels: [], url: fallbackUrl ?? null };
  for (let index = 0; index < list.length; index++) {
    const option = list[index]!;
    if (option === '--version') parsed.showVersion = true;
    else if (option === 'cli') parsed.command = list[++index] ?? null;
    else if (option === '--datamodels') parsed.datamodels.push(list[++index] ?? '');
    else if (option === '--datasource') parsed.url = readUrl(list[++index]) ?? parsed.url;
    else if (option.startsWith('--')) index++;
  }
  return parsed;
}

function readUrl(json: string | undefined): string | null {
  const value: unknown = JSON.parse(json ?? 'null');
  const url = typeof value === 'object' && value !== null && 'url' in value ? value.url : null;
  return typeof url === 'string' ? url : null;
}
