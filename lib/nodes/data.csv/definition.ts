import { z } from 'zod';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataCsv = defineNode({
  type: 'data.csv',
  version: 1,
  title: 'CSV',
  description: 'Read a CSV text into a list, or write a list as CSV.',
  category: 'data',
  icon: 'table',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: false },
  config: z.strictObject({
    operation: literal(z.enum(['read', 'write']), {
      title: 'Operation',
      'x-control': 'select',
      'x-options': { read: 'Read', write: 'Write' },
      'x-order': 1,
    }).default('read'),
    value: field(z.union([z.string(), z.array(z.unknown())]), {
      title: 'Text or list',
      description: 'The text to read, or the list to write.',
      'x-control': 'expression',
      'x-placeholder': '{{ steps.fetch.body }}',
      'x-order': 2,
    }),
    header: literal(z.boolean(), {
      title: 'First line holds the names',
      description: 'Read: rows become objects. Write: the names are written first.',
      'x-control': 'switch',
      'x-order': 3,
    }).default(true),
    delimiter: field(z.string().max(1), {
      title: 'Delimiter',
      description: 'Found out when reading, a comma when writing, if left out.',
      'x-control': 'text',
      'x-placeholder': ';',
      'x-advanced': true,
      'x-order': 4,
    }).optional(),
  }),
  summary: '{operation}',
  defaults: { operation: 'read', value: '', header: true },
  keywords: ['table', 'spreadsheet', 'excel', 'rows', 'columns', 'parse', 'export'],
  aiDescription:
    'operation "read": CSV text to a list of objects (or of lists, with header false; all cells are texts). "write": a list of objects or lists to CSV text.',
  docs: `**Read** turns a CSV text into a list of objects, named by its first line. Every cell is a text.

\`\`\`json
{ "operation": "read", "value": "{{ steps.fetch.body }}" }
\`\`\`

turns \`name;people\\nPeru;34\` into \`[{ "name": "Peru", "people": "34" }]\`. With **First line holds the names** off, rows are lists. Empty lines are dropped. A row with more or fewer cells than
there are names, and a quote that is not closed, are errors that name the row.

**Write** turns a list of objects (or of lists) into CSV. The columns are the names of all objects, in the order in which they first appear; lists and objects in cells become JSON.
A cell that a spreadsheet would take for a formula (\`=\`, \`+\`, \`-\`, \`@\` in front) gets a \`'\` before it; numbers do not.`,
});
