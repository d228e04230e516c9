import { z } from 'zod';
import { literal } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const dataCode = defineNode({
  type: 'data.code',
  version: 1,
  title: 'Code',
  description: 'Compute a value with JavaScript.',
  category: 'data',
  icon: 'code',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: true, timeout: true },
  config: z.strictObject({
    code: literal(z.string().max(100_000), {
      title: 'Code',
      description: 'The body of a JavaScript function; what it returns is the output.',
      'x-control': 'code',
      'x-order': 1,
    }),
  }),
  defaults: { code: 'return input;' },
  keywords: ['javascript', 'script', 'function', 'transform', 'custom'],
  aiDescription:
    'Runs a sandboxed JavaScript function body with input, steps, vars and run in scope; outputs what it returns. No network, no modules.',
  docs: `The body of an async JavaScript function. \`input\`, \`steps\`, \`vars\` and \`run\` are in scope (in loops \`item\`, \`index\` and \`loops\` too); what it returns is the
output. \`console\` goes to the step's log.

\`\`\`js
const big = steps.fetch.body.filter((country) => country.population >= input.minPopulation);
console.log('kept', big.length);
return big.map(({ name, population }) => ({ name, population }));
\`\`\`

It runs in a sandbox: no network, no files, no modules, 64 MB of memory. \`Date.now()\` is the moment the step started. Braces are not templates here:
read values from \`input\` and \`steps\`.`,
});
