import { z } from 'zod';
import { contentFields, contentTypes, type ContentType } from './content-fault.ts';
import { field, literal, type FieldHints } from './field.ts';

const text = (name: string, hints: FieldHints): z.ZodOptional<z.ZodString> =>
  field(z.string(), { ...hints, 'x-when': { field: 'type', in: typesWith(name) } }).optional();

const typesWith = (name: string): ContentType[] => contentTypes.filter((type) => contentFields[type].includes(name));

/** A part of an answer in a node's config: flat, so that it is a row of a form. `contentFault` says what each type needs. */
export const contentPartSchema = z.strictObject({
  type: literal(z.enum(contentTypes), {
    title: 'Kind',
    'x-control': 'select',
    'x-options': {
      text: 'Text',
      image: 'Image',
      audio: 'Audio',
      resource: 'Embedded resource',
      resource_link: 'Link to a resource',
    },
  }),
  role: literal(z.enum(['user', 'assistant']), {
    title: 'Said by',
    description: 'Only for prompts: whose message it is.',
    'x-control': 'select',
    'x-placeholder': 'User',
    'x-options': { user: 'User', assistant: 'Assistant' },
  }).optional(),
  uri: text('uri', { title: 'URI', 'x-placeholder': 'docs://handbook/holidays' }),
  text: text('text', { title: 'Text' }),
  file: field(z.unknown(), {
    title: 'File',
    description: 'A file that an earlier step made.',
    'x-control': 'expression',
    'x-placeholder': '{{ steps.download.body }}',
    'x-when': { field: 'type', in: typesWith('file') },
  }).optional(),
  data: text('data', { title: 'Or bytes, as base64' }),
  name: text('name', { title: 'Name', 'x-placeholder': 'holidays.md' }),
  title: text('title', { title: 'Title' }),
  description: text('description', { title: 'Description' }),
  mimeType: text('mimeType', { title: 'MIME type', 'x-placeholder': 'image/png' }),
});
