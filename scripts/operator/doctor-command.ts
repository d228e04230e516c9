import type { Command } from './command.ts';
import { examine } from './doctor.ts';
import { readOptions } from './options.ts';

export const doctor: Command = {
  usage: 'doctor',
  summary: 'checks settings, database, disk, secrets and runs, and says what to do; fails if something is wrong',
  run: async ({ words, given, print }) => {
    readOptions(doctor, words, {});
    const findings = await examine(given);
    for (const { state, check, message } of findings) print(`${state.padEnd(7)} ${check}: ${message}`);
    const wrong = findings.filter(({ state }) => state === 'wrong').length;
    if (wrong > 0) throw new Error(`${wrong} of ${findings.length} checks failed`);
  },
};
