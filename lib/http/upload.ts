import { say } from '#lib/shared/say.ts';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import busboy from 'busboy';
import { AppError } from '#lib/shared/app-error.ts';

/** One file on its way in. Its bytes are read once; names and types are the client's words. */
export interface Upload {
  name: string;
  mimeType: string;
  /** The most bytes that will come, if the client said how many. */
  atMostBytes: number | null;
  bytes: AsyncIterable<Uint8Array>;
}

/** What a form may hold beside the file's bytes: boundaries, headers, a few fields. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

/**
 * The file of a request: the body itself, or the one file of a `multipart/form-data` body (RFC 7578). Nothing is buffered.
 * Throws `too_large`, `malformed`; so does reading the bytes.
 */
export async function openUpload(request: Request, maxBytes: number): Promise<Upload> {
  const { headers, body } = request;
  const type = headers.get('content-type') ?? '';
  const isForm = /^multipart\/form-data\b/i.test(type.trim());
  const declared = declaredBytes(headers);
  if (declared !== null && declared > maxBytes + (isForm ? FORM_OVERHEAD_BYTES : 0)) throw tooLarge(maxBytes);
  const atMostBytes = declared === null ? null : Math.min(declared, maxBytes);
  if (!isForm) return { name: '', mimeType: type, atMostBytes, bytes: limited(body ?? nothing(), maxBytes) };
  if (!body) throw new AppError('malformed', 'The form is empty');
  return { ...(await openForm(body, type, maxBytes)), atMostBytes };
}

function declaredBytes(headers: Headers): number | null {
  const text = headers.get('content-length');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* limited(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const bytes of source) {
      size += bytes.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield bytes;
    }
  } catch (error) {
    // A client that goes away is no failure of ours.
    throw error instanceof AppError ? error : new AppError('malformed', 'The body broke off', { cause: error });
  }
}

type FormFile = Omit<Upload, 'atMostBytes'>;

function openForm(body: ReadableStream<Uint8Array>, type: string, maxBytes: number): Promise<FormFile> {
  const { promise, resolve, reject } = Promise.withResolvers<FormFile>();
  const form = newParser(type, maxBytes);
  let tooMany = false;
  form.on('filesLimit', () => (tooMany = true));
  const parsed = pipeline(Readable.fromWeb(body as NodeReadableStream<Uint8Array>), form);
  form.on('file', (_field, stream, { filename, mimeType }) => {
    // A form that breaks off before somebody reads is no crash: whoever reads then gets the error.
    stream.on('error', () => {});
    const bytes = fileBytes(stream, parsed, { maxBytes, tooMany: () => tooMany, abandon: () => form.destroy() });
    resolve({ name: filename ?? '', mimeType, bytes });
  });
  parsed.then(
    () => reject(new AppError('malformed', 'The form holds no file')),
    () => reject(brokenForm()),
  );
  return promise;
}

function newParser(type: string, maxBytes: number): busboy.Busboy {
  try {
    return busboy({
      headers: { 'content-type': type },
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 20, fieldSize: 1_024, parts: 24, headerPairs: 20, fileSize: maxBytes + 1 },
    });
  } catch {
    throw brokenForm();
  }
}

/** The file's bytes; at its end the rest of the form is looked at, too, so that nothing is taken that is not whole. */
async function* fileBytes(
  stream: Readable,
  parsed: Promise<void>,
  limit: { maxBytes: number; tooMany: () => boolean; abandon: () => void },
): AsyncGenerator<Uint8Array> {
  try {
    yield* limited(stream as AsyncIterable<Uint8Array>, limit.maxBytes);
    await parsed;
  } catch (error) {
    throw error instanceof AppError ? error : brokenForm();
  } finally {
    limit.abandon();
  }
  if (limit.tooMany()) throw new AppError('malformed', 'Send one file at a time');
}

function brokenForm(): AppError {
  return new AppError('malformed', 'The body is no complete form (multipart/form-data)');
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', say('file_too_large_bytes', { limit: maxBytes }), { details: { maxBytes } });
}
