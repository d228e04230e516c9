import type { ContentBlock, ReadResourceResult } from '@modelcontextprotocol/server';
import { limits } from '#lib/contracts/limits.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { ReadFile, ServedCall } from './tool-runner.ts';

type ContentPart = NonNullable<RunEnd['content']>[number];
type ResourceContents = ReadResourceResult['contents'][number];

/** A part whose bytes are here: as base64, or as text. */
export interface ReadPart extends Omit<ContentPart, 'file'> {
  readonly bytes?: string;
}

/** What is wrong with an answer; the workflow's fault, which the caller reads. */
export class AnswerFault extends Error {}

/** Fetches the files that the parts of an answer name. Throws `AnswerFault` for one that this run may not use. */
export async function readParts(
  parts: readonly ContentPart[],
  run: Pick<ServedCall, 'executionId' | 'version'>,
  readFile: ReadFile,
): Promise<ReadPart[]> {
  let left: number = limits.valueBytes;
  const read: ReadPart[] = [];
  for (const [index, { file, data, ...part }] of parts.entries()) {
    if (file === undefined || file === null) {
      read.push({ ...part, ...(data !== undefined && { bytes: data }) });
      continue;
    }
    const found = await readFile(run, file, left);
    if (found === null)
      throw new AnswerFault(`Part ${index + 1} of the answer names a file that this run may not use.`);
    if (found === 'too_large')
      throw new AnswerFault(`The files of the answer are larger than ${limits.valueBytes / 1024 / 1024} MiB.`);
    left -= Buffer.byteLength(found.data, 'base64');
    read.push({ ...part, bytes: found.data, mimeType: part.mimeType ?? found.mimeType });
  }
  return read;
}

/** A part as a block of a tool's answer or of a prompt's message. */
export function contentBlock(part: ReadPart, index: number): ContentBlock {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text ?? '' };
    case 'image':
    case 'audio':
      return { type: part.type, data: part.bytes ?? '', mimeType: part.mimeType ?? 'application/octet-stream' };
    case 'resource':
      return { type: 'resource', resource: resourceContents(part, uriOf(part, index)) };
    case 'resource_link': {
      const { name = '', title, description, mimeType } = part;
      return {
        type: 'resource_link',
        uri: uriOf(part, index),
        name,
        ...(title !== undefined && { title }),
        ...(description !== undefined && { description }),
        ...(mimeType !== undefined && { mimeType }),
      };
    }
  }
}

function uriOf({ uri }: ReadPart, index: number): string {
  if (uri) return uri;
  throw new AnswerFault(`Part ${index + 1} of the answer is a resource without a URI.`);
}

/** A part as a piece of a resource. Bytes that are text by their type are text. */
export function resourceContents(part: ReadPart, uri: string): ResourceContents {
  const { bytes, mimeType } = part;
  const about = { uri, ...(mimeType !== undefined && { mimeType }) };
  if (bytes === undefined) return { ...about, text: part.text ?? '' };
  const text = isTextType(mimeType) ? utf8(bytes) : null;
  return text === null ? { ...about, blob: bytes } : { ...about, text };
}

const textType = /^text\/|^application\/(?:json|xml|yaml|javascript)\b|\+(?:json|xml)\b/i;
const isTextType = (mimeType: string | undefined): boolean => mimeType !== undefined && textType.test(mimeType);

function utf8(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}
