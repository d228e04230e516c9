import { createHash } from 'node:crypto';
import { newId } from '#lib/shared/ids.ts';
import { fileFacts, type FileFacts } from '#lib/shared/file-reference.ts';
import type { RunFiles } from '../ports.ts';

/** Files in memory, open to every run that names them rightly. */
export class MemoryFiles implements RunFiles {
  readonly stored = new Map<string, FileFacts & { bytes: Buffer }>();

  readonly create: RunFiles['create'] = async (_run, content, about) => {
    const pieces: Uint8Array[] = [];
    if (content instanceof Uint8Array) pieces.push(content);
    else for await (const piece of content) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const facts = { id: newId(), ...about, size: bytes.length, sha256 };
    this.stored.set(facts.id, { ...facts, bytes });
    return { $file: facts };
  };

  readonly open: RunFiles['open'] = async (_run, value) => {
    const claimed = fileFacts(value);
    const file = claimed && this.stored.get(claimed.id);
    if (!file || file.sha256 !== claimed.sha256) return null;
    const { bytes, ...facts } = file;
    return {
      ...facts,
      read: async function* () {
        yield bytes;
      },
    };
  };
}
