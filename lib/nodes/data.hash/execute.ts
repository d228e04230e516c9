import { createHash } from 'node:crypto';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import { textOfValue } from '#lib/kit/text-of-value.ts';
import type { dataHash } from './definition.ts';

export const executeDataHash: NodeExecutor<typeof dataHash> = async (context, config) => {
  const { value, algorithm, encoding, connectionId } = config;
  const file = typeof value === 'object' && value !== null ? await context.files.open(value) : null;
  const pieces = file ? file.read() : [Buffer.from(textOfValue(value))];
  if (connectionId !== undefined) {
    const connection = await context.connection(connectionId);
    return done(Buffer.from(await connection.sign(algorithm, pieces)).toString(encoding));
  }
  const hash = createHash(algorithm);
  for await (const piece of pieces) hash.update(piece);
  return done(hash.digest(encoding));
};
