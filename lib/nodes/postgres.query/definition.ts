import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field, literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const postgresQuery = defineNode({
  type: 'postgres.query',
  version: 1,
  title: 'PostgreSQL',
  description: 'Ask or change a PostgreSQL database.',
  category: 'integration',
  icon: 'database',
  role: 'action',
  effect: 'write',
  effectOf: ({ readOnly }) => (readOnly ? 'read' : 'write'),
  timeoutOf: ({ timeoutMs }) => timeoutMs,
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    connectionId: literal(z.uuid(), {
      title: 'Connection',
      description: 'The database, and who signs in.',
      'x-control': 'connection',
      'x-connectors': ['postgres'],
      'x-order': 1,
    }),
    sql: literal(z.string().min(1).max(100_000), {
      title: 'SQL',
      description: 'One statement. Values come in as $1, $2, … and never stand in the text.',
      'x-control': 'textarea',
      'x-placeholder': 'SELECT id, name FROM customer WHERE city = $1',
      'x-order': 2,
    }),
    params: field(z.array(z.unknown()).max(1_000), {
      title: 'Parameters',
      description: 'The values of $1, $2, … in this order.',
      'x-control': 'json',
      'x-placeholder': '["{{ input.city }}"]',
      'x-order': 3,
    }).default([]),
    readOnly: literal(z.boolean(), {
      title: 'Only read',
      description: 'The database refuses every change.',
      'x-control': 'switch',
      'x-order': 4,
    }).default(false),
    rowLimit: literal(z.int().min(1).max(10_000), {
      title: 'Most rows',
      description: 'More are not loaded.',
      'x-control': 'number',
      'x-advanced': true,
      'x-order': 5,
    }).default(1_000),
    timeoutMs: literal(z.int().min(1).max(limits.nodeTimeoutMaxMs), {
      title: 'Time limit (ms)',
      description: 'Then the statement is stopped, on the server too.',
      'x-control': 'number',
      'x-advanced': true,
      'x-order': 6,
    }).optional(),
  }),
  outputSchema: {
    type: 'object',
    properties: {
      rows: { type: 'array', items: { type: 'object' } },
      rowCount: { type: 'integer' },
      truncated: { type: 'boolean' },
    },
    required: ['rows', 'rowCount', 'truncated'],
  },
  summary: '{sql}',
  defaults: { sql: '', params: [], readOnly: true, rowLimit: 1_000 },
  keywords: ['sql', 'database', 'postgres', 'select', 'insert', 'update', 'query', 'table'],
  aiDescription:
    'Runs one SQL statement on a PostgreSQL connection. `sql` is literal text with $1, $2 …; `params` is the list of their values (templates inside). With readOnly true the database refuses every change. Outputs {rows: [object], rowCount, truncated}; bigint and numeric are texts.',
  docs: `Runs one SQL statement. The text is never a template: values come in as parameters, so nothing that a caller sends can become SQL.

\`\`\`json
{ "connectionId": "…", "sql": "SELECT id, name FROM customer WHERE city = $1", "params": ["{{ input.city }}"], "readOnly": true }
\`\`\`

The output is \`{ "rows": [{ "id": 7, "name": "Ada" }], "rowCount": 1, "truncated": false }\`. For a statement that gives no rows, \`rowCount\` says how many it changed.

**Values** \`bigint\` and \`numeric\` are texts, because numbers would lose digits. \`json\` is what it holds, \`bytea\` is base64, dates and times are ISO 8601 (\`timestamptz\` in UTC), lists are lists,
every other type is a text. A list in **Parameters** is sent as a list (\`= ANY($1)\`), an object as JSON.

**Only read** is on in a new node (and off where a definition leaves it out): the database itself then refuses changes. Switch it off for \`INSERT\`, \`UPDATE\` and \`DELETE\`: the statement runs in a transaction of its own, which
is committed at the end. If the connection breaks during that commit, nobody knows whether it happened: the step becomes unknown, and a person decides.

No more than **Most rows** are loaded (\`truncated\` then says that there are more), and 10 MiB at most. When the time is up, or the run is canceled, the statement is stopped on the server within a second.
Several statements in one text, and \`COPY\` from or to the client, are not possible.`,
});
