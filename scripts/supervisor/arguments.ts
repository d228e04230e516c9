import { ConfigError } from '../../lib/config/config-error.ts';

/** Options of `npm start -- ...` and the settings that they stand for. */
const OPTIONS: Readonly<Record<string, string>> = {
  '--port': 'PORT',
  '--mcp-port': 'MCP_PORT',
  '--data-dir': 'DATA_DIR',
};

/**
 * Turns `--port 4000 --data-dir=DIR` into settings, which win over the environment.
 *
 * @throws {ConfigError} for an unknown option or one without a value.
 */
export function parseArguments(list: readonly string[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (let index = 0; index < list.length; index++) {
    const [option, attached] = splitOnce(list[index]!);
    const setting = OPTIONS[option];
    if (setting === undefined) {
      throw new ConfigError(option, `is no option; there are ${Object.keys(OPTIONS).join(', ')}`);
    }
    const value = attached ?? list[++index];
    if (value === undefined || value === '' || value.startsWith('--')) throw new ConfigError(option, 'needs a value');
    settings[setting] = value;
  }
  return settings;
}

function splitOnce(argument: string): [string, string | undefined] {
  const at = argument.indexOf('=');
  return at === -1 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}
