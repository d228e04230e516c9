import { NodeFailure, type SecretText } from '#lib/kit/node-executor.ts';
import type { BoundCredentials, OpenedSecret } from './ports.ts';

/** The secret variables that headers name. */
export function secretNamesIn(headers: Readonly<Record<string, SecretText>>): string[] {
  const parts = Object.values(headers).flat();
  return [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.variable])))];
}

/**
 * Headers with the values of their secret variables, bound to the hosts that each of these names. Throws `NodeFailure`
 * (`config_invalid`), never with a value.
 */
export function bindSecretHeaders(
  headers: Readonly<Record<string, SecretText>>,
  secrets: readonly OpenedSecret[],
): BoundCredentials[] {
  const values = new Map(secrets.map(({ name, value }) => [name, value]));
  const filled: Record<string, string> = {};
  for (const [name, text] of Object.entries(headers)) {
    const value = text.map((part) => (typeof part === 'string' ? part : values.get(part.variable)!)).join('');
    filled[name] = value.trim();
    if (/[^\t\x20-\x7e\x80-\xff]/.test(filled[name])) {
      const message = `the header "${name}" has a line break or a character that headers cannot carry`;
      throw new NodeFailure('config_invalid', message, { path: '/headers' });
    }
  }
  return secrets.map(({ name, value, hosts }, index) => ({
    of: `the secret variable "${name}"`,
    hosts,
    adds: { headers: index === 0 ? filled : {} },
    secrets: [...new Set([value, value.trim()])],
  }));
}
