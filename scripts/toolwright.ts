/** `npm run toolwright -- COMMAND`: what the operator of an installation does beside its interface. */
import { commands } from './operator/commands.ts';
import { takeDataDir } from './operator/options.ts';

function help(): string {
  const lines = Object.values(commands).map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  return ['Usage: npm run toolwright -- COMMAND [--data-dir DIR]', ...lines].join('\n');
}

async function main(words: readonly string[]): Promise<number> {
  const { rest, dataDir } = takeDataDir(words);
  const [name = 'help', ...others] = rest;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    console.log(help());
    return name === 'help' || name === '--help' ? 0 : 1;
  }
  const given = { ...process.env, ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }) };
  await command.run({ words: others, given, print: (line) => console.log(line) });
  return 0;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
