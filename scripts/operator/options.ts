import { parseArgs } from 'node:util';
import { UsageError, type Command } from './command.ts';

type Spec = Readonly<Record<string, { type: 'string' | 'boolean' }>>;
type Values<S extends Spec> = { [K in keyof S]?: S[K]['type'] extends 'string' ? string : boolean };

/** Reads `--name value` options. @throws {UsageError} for an unknown option or a missing value. */
export function readOptions<const S extends Spec>(command: Command, words: readonly string[], spec: S): Values<S> {
  try {
    return parseArgs({ args: [...words], options: spec, strict: true, allowPositionals: false }).values as Values<S>;
  } catch (error) {
    throw new UsageError(command, (error as Error).message);
  }
}

/** Takes `--data-dir DIR` out of a command line; every command knows it. */
export function takeDataDir(words: readonly string[]): { rest: readonly string[]; dataDir: string | undefined } {
  const at = words.findIndex((word) => word === '--data-dir' || word.startsWith('--data-dir='));
  if (at < 0) return { rest: words, dataDir: undefined };
  const attached = words[at]!.split('=').slice(1).join('=');
  const dataDir = attached === '' ? words[at + 1] : attached;
  return { rest: words.toSpliced(at, attached === '' ? 2 : 1), dataDir };
}
