/**
 * What an expression costs, beside plain JavaScript that does the same. Goals: a path 1 us, anything else 50 us warm,
 * a code node 2 ms.
 * Run with `node bench/expressions.ts`.
 */
import { compileTemplate, type Scope } from '#lib/expressions/evaluate/compile.ts';
import { createCodeSandbox } from '#lib/expressions/sandbox/code-sandbox.ts';
import { toJson } from '#lib/expressions/evaluate/to-json.ts';
import { parseTemplate } from '#lib/expressions/parse/template.ts';

interface Order {
  id: number;
  name: string;
  total: number;
}

const orders: Order[] = Array.from({ length: 20 }, (_, id) => ({ id, name: `order ${id}`, total: (id * 37) % 100 }));
const input = { a: { b: 42 }, name: 'Ada', orders };
const scope: Scope = {
  input,
  steps: { fetch: { body: { items: orders } } },
  vars: { REGION: 'eu' },
  run: { id: 'run', startedAt: '2026-11-20T00:00:00.000Z' },
  now: Date.UTC(2026, 10, 20),
};

const cases: { text: string; plain: () => unknown }[] = [
  { text: '{{input.a.b}}', plain: () => input.a.b },
  { text: '{{steps.fetch.body.items[3].name}}', plain: () => orders[3]?.name },
  { text: 'Hello {{input.name}}, {{input.a.b}}', plain: () => `Hello ${input.name}, ${input.a.b}` },
  { text: '{{input.a.b * 2 > 80 && input.name !== "x"}}', plain: () => input.a.b * 2 > 80 && input.name !== 'x' },
  {
    text: '{{ {name: input.name.toUpperCase(), n: input.a.b} }}',
    plain: () => ({ name: input.name.toUpperCase(), n: input.a.b }),
  },
  {
    text: '{{input.orders.filter(o => o.total > 50).map(o => o.name)}}',
    plain: () => orders.filter((o) => o.total > 50).map((o) => o.name),
  },
  {
    text: '{{input.orders.reduce((sum, {total}) => sum + total, 0)}}',
    plain: () => orders.reduce((sum, { total }) => sum + total, 0),
  },
  { text: '{{input.name.replace(/[aeiou]/gi, "*")}}', plain: () => input.name.replace(/[aeiou]/gi, '*') },
  { text: '{{new Date(run.startedAt).toISOString()}}', plain: () => new Date(0).toISOString() },
];

/** Microseconds of one call, warm. */
function measure(call: () => unknown): number {
  for (let warm = 0; warm < 5_000; warm++) call();
  let calls = 0;
  const start = performance.now();
  while (performance.now() - start < 200) {
    for (let batch = 0; batch < 500; batch++) call();
    calls += 500;
  }
  return ((performance.now() - start) * 1_000) / calls;
}

function row(name: string, evaluated: number, plain: number): string {
  return `${evaluated.toFixed(2).padStart(9)} us ${plain.toFixed(3).padStart(9)} us ${(evaluated / plain).toFixed(0).padStart(6)} x  ${name}`;
}

const runnable = cases.map(({ text, plain }) => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.said.message}`);
  return { text, plain, template: compileTemplate(parsed.template) };
});

console.log(' expression      plain   ratio');
for (const { text, plain, template } of runnable) {
  console.log(
    row(
      text,
      measure(() => template.evaluate(scope)),
      measure(plain),
    ),
  );
}
const json = { orders, input, rows: Array.from({ length: 100 }, (_, id) => ({ id, tags: ['a', 'b'], note: 'text' })) };
console.log(
  row(
    `toJson of ${JSON.stringify(json).length} letters, beside JSON.stringify`,
    measure(() => toJson(json)),
    measure(() => JSON.stringify(json)),
  ),
);

/** Milliseconds of one code run, warm: `atOnce` runs are started together, from as many workspaces as `workspaces`. */
async function measureCode(atOnce: number, workspaces: number): Promise<number> {
  const start = performance.now();
  let runs = 0;
  while (performance.now() - start < 1_000) {
    await Promise.all(Array.from({ length: atOnce }, (_, at) => runCode(`workspace-${at % workspaces}`)));
    runs += atOnce;
  }
  return (performance.now() - start) / runs;
}

const sandbox = createCodeSandbox();

function runCode(workspaceId: string): Promise<unknown> {
  return sandbox.run({
    workspaceId,
    code: 'return input.orders.filter((order) => order.total > 50).map((order) => order.name)',
    scope: {
      input: JSON.parse(JSON.stringify(input)),
      steps: {},
      vars: {},
      run: { id: 'run', workflowId: 'w', version: null, trigger: 't', startedAt: '', caller: null },
    },
    now: 0,
    seed: '',
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    log: () => undefined,
  });
}

await measureCode(16, 4);
for (const [atOnce, workspaces] of [
  [1, 1],
  [16, 1],
  [16, 4],
] as const) {
  console.log(
    `${(await measureCode(atOnce, workspaces)).toFixed(2).padStart(9)} ms a code run, ${atOnce} at once, ${workspaces} workspaces`,
  );
}
await sandbox.close();
