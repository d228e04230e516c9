import { fileFacts } from '#lib/shared/file-reference.ts';
import { say, type Said } from '#lib/shared/say.ts';

export const contentTypes = ['text', 'image', 'audio', 'resource', 'resource_link'] as const;
export type ContentType = (typeof contentTypes)[number];

/** One part of an answer, as a Return gives it. Bytes are a file of the run, or base64. */
export interface ContentPart {
  readonly type: ContentType;
  readonly text?: string | undefined;
  /** A `$file`; the shape proves nothing. */
  readonly file?: unknown;
  readonly data?: string | undefined;
  readonly mimeType?: string | undefined;
  readonly uri?: string | undefined;
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** Who says it, in a prompt. */
  readonly role?: 'user' | 'assistant' | undefined;
}

/** The fields that each type takes, beside `type` and `role`. */
export const contentFields: Readonly<Record<ContentType, readonly string[]>> = {
  text: ['text'],
  image: ['file', 'data', 'mimeType'],
  audio: ['file', 'data', 'mimeType'],
  resource: ['uri', 'text', 'file', 'data', 'mimeType'],
  resource_link: ['uri', 'name', 'title', 'description', 'mimeType'],
};

/** Where a part lacks something, or has what its type does not take. */
export interface ContentFault {
  field: string;
  said: Said;
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;

/**
 * What is wrong with a part whose fields have the right types. `isKnown` says whether a field's value is the one that will be
 * answered (before a run a template is not).
 */
export function contentFault(
  part: Readonly<Record<string, unknown>>,
  isKnown: (value: unknown) => boolean = () => true,
): ContentFault | null {
  const type = part['type'] as ContentType;
  const takes = contentFields[type];
  const extra = Object.keys(part).find((name) => name !== 'type' && name !== 'role' && !takes.includes(name));
  if (extra !== undefined) return { field: extra, said: say('content_not_taken', { type }) };
  const lacking = lackingField(part, type);
  if (lacking) return lacking;
  const { data, uri, file } = part;
  if (isWritten(data) && isKnown(data) && !(base64.test(data) && data.length % 4 === 0))
    return { field: 'data', said: say('content_no_base64') };
  if (isWritten(uri) && isKnown(uri) && !absoluteUri.test(uri)) return { field: 'uri', said: say('content_no_uri') };
  if (file !== undefined && isKnown(file) && !fileFacts(file)) return { field: 'file', said: say('content_no_file') };
  return null;
}

function lackingField(part: Readonly<Record<string, unknown>>, type: ContentType): ContentFault | null {
  const missing = (field: string): ContentFault => ({ field, said: say('missing') });
  const has = (name: string): boolean => part[name] !== undefined && part[name] !== null;
  switch (type) {
    case 'text':
      return has('text') ? null : missing('text');
    case 'resource_link':
      if (!isWritten(part['uri'])) return missing('uri');
      return isWritten(part['name']) ? null : missing('name');
    default: {
      const bodies = ['text', 'file', 'data'].filter(has);
      if (bodies.length === 0) return missing(type === 'resource' ? 'text' : 'file');
      if (bodies.length > 1) return { field: bodies[1]!, said: say('content_twice', { fields: bodies }) };
      const needsType = type !== 'resource' && has('data') && !isWritten(part['mimeType']);
      return needsType ? missing('mimeType') : null;
    }
  }
}

function isWritten(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
