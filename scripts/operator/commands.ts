import { backup } from './backup-command.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor-command.ts';
import { keys } from './keys.ts';
import { restore } from './restore-command.ts';
import { users } from './users.ts';

/** Every command by the first word of its line. */
export const commands: Readonly<Record<string, Command>> = { backup, restore, doctor, keys, users };
