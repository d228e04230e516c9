import type { Environment } from '../../lib/config/config.ts';

export interface CommandContext {
  /** What stands behind the command's name, without `--data-dir`. */
  words: readonly string[];
  /** The environment, with the data folder of `--data-dir` over it. */
  given: Environment;
  print(line: string): void;
}

/** One command of `npm run toolwright -- NAME`. */
export interface Command {
  /** As a person types it, beginning with its name. */
  usage: string;
  summary: string;
  /** @throws {UsageError}, or an error whose message tells the operator in one line what to do. */
  run(context: CommandContext): Promise<void>;
}

/** The command was not called as it wants to be. */
export class UsageError extends Error {
  constructor(command: Command, problem?: string) {
    super(
      `${problem === undefined ? '' : `${problem}\n`}Usage: npm run toolwright -- ${command.usage} [--data-dir DIR]`,
    );
    this.name = 'UsageError';
  }
}
