/**
 * A backup file is one gzip stream of frames: a kind (1 byte), a length (4 bytes, big-endian), then as many bytes.
 * `H` header (JSON), then for each table `T` (JSON), `D` data in Postgres' COPY text format, `E` its end; `M` the
 * manifest (JSON) is last, so that a file that was cut off is known as such.
 */
export type FrameKind = 'H' | 'T' | 'D' | 'E' | 'M';

export interface Frame {
  kind: FrameKind;
  payload: Buffer;
}

const HEAD_BYTES = 5;
/** Far above what Postgres sends at once; a larger number means that the file is none of ours. */
const LARGEST_FRAME = 1 << 30;
const kinds: ReadonlySet<string> = new Set(['H', 'T', 'D', 'E', 'M']);

export function encodeFrame(kind: FrameKind, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

export function encodeJsonFrame(kind: FrameKind, value: unknown): Buffer {
  return encodeFrame(kind, Buffer.from(JSON.stringify(value)));
}

/** Splits a stream of bytes into frames. */
export class FrameReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Null at the end of the stream. @throws when the stream ends within a frame, or holds something else. */
  async next(): Promise<Frame | null> {
    if (!(await this.#fill(HEAD_BYTES))) {
      if (this.#rest.length > 0) throw damaged();
      return null;
    }
    const kind = this.#rest.toString('latin1', 0, 1);
    const length = this.#rest.readUInt32BE(1);
    if (!kinds.has(kind) || length > LARGEST_FRAME) throw damaged();
    if (!(await this.#fill(HEAD_BYTES + length))) throw damaged();
    const payload = this.#rest.subarray(HEAD_BYTES, HEAD_BYTES + length);
    this.#rest = this.#rest.subarray(HEAD_BYTES + length);
    return { kind: kind as FrameKind, payload };
  }

  /** Whether so many bytes are there. */
  async #fill(bytes: number): Promise<boolean> {
    const chunks = [this.#rest];
    let length = this.#rest.length;
    while (length < bytes) {
      const next = await this.#source.next();
      if (next.done) break;
      chunks.push(next.value);
      length += next.value.length;
    }
    if (chunks.length > 1) this.#rest = Buffer.concat(chunks);
    return length >= bytes;
  }
}

export function damaged(detail = 'it was cut off or changed'): Error {
  return new Error(`This file is no whole backup: ${detail}`);
}
