/**
 * Who may import whom (ARCHITECTURE.md, "Who may import whom"): one table, turned into rules. Checked by `npm test`;
 * scripts/checks/layers.test.ts plants violations and proves that each kind is found.
 */
const core = ['shared', 'contracts'];
const server = ['config', 'observability'];
const expressions = ['expressions/parse', 'expressions/evaluate', 'expressions/sandbox'];

/** Folder below lib/ -> folders below lib/ that it may import besides itself. */
const table = {
  shared: [],
  contracts: ['shared'],
  'expressions/parse': core,
  'expressions/evaluate': [...core, 'expressions/parse'],
  'expressions/sandbox': [...core, 'kit', 'expressions/parse', 'expressions/evaluate', 'runner', ...server],
  kit: core,
  engine: [...core, 'kit', 'expressions/parse'],
  nodes: [...core, 'kit'],
  connectors: [...core, 'kit'],
  catalog: [...core, 'kit', 'nodes', 'connectors'],
  outbound: [...core, 'kit', 'runner', ...server],
  editor: [...core, 'engine', 'expressions/parse', 'expressions/evaluate'],
  client: [...core, 'engine', 'expressions/parse', 'expressions/evaluate'],
  db: [...core, ...server],
  queue: [...core, ...server],
  secrets: [...core, ...server],
  bus: [...core, ...server],
  values: [...core, ...server],
  mail: [...core, ...server],
  runner: [...core, 'kit', 'engine', ...expressions, 'catalog'],
  gateway: core,
  gitops: core,
  services: [
    ...core,
    'kit',
    'engine',
    'runner',
    'catalog',
    ...expressions,
    'db',
    'queue',
    'secrets',
    'bus',
    'values',
    'mail',
    'gateway',
    'gitops',
    ...server,
  ],
  auth: [...core, 'db', 'config'],
  oauth: [...core, 'db', 'auth', 'config'],
  mcp: [...core, 'services', 'runner', 'observability'],
  http: [...core, 'auth', ...server],
  config: core,
  observability: [...core, 'config'],
  cli: ['client', ...core],
};

const tests = '[.](test|spec)[.]tsx?$|/testing/|^e2e/|^bench/';
const serverLayers =
  '^lib/(db|queue|secrets|bus|values|mail|services|server|runner|auth|oauth|http|mcp|gateway|gitops|outbound|config|observability|expressions/sandbox)/|/execute[.]ts$';

const layerRules = Object.entries(table).map(([layer, allowed]) => ({
  name: `layer:${layer}`,
  severity: 'error',
  comment: `lib/${layer} may import ${allowed.length ? allowed.join(', ') : 'nothing of ours'}`,
  from: { path: `^lib/${layer}/`, pathNot: tests },
  to: {
    path: '^(lib|app|components|workers|scripts|e2e|bench)/',
    pathNot: [`^lib/${layer}/`, ...allowed.map((each) => `^lib/${each}/`)],
  },
}));

/** Layer -> the npm packages that it may import; the others are free. */
const packages = {
  shared: [],
  contracts: ['zod'],
  kit: ['zod'],
  'expressions/parse': ['acorn'],
  'expressions/evaluate': ['acorn', 're2js'],
  engine: [],
  catalog: [],
  editor: ['zod', 'zustand'],
};

const packageRules = Object.entries(packages).map(([layer, allowed]) => ({
  name: `packages:${layer}`,
  severity: 'error',
  from: { path: `^lib/${layer}/`, pathNot: tests },
  to: { path: 'node_modules/', pathNot: allowed.map((name) => `node_modules/${name}/`) },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    ...packageRules,
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^lib/db/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'siblings:nodes',
      severity: 'error',
      comment: 'A node type or connector never imports another one.',
      from: { path: '^lib/(nodes|connectors)/([^/]+)/', pathNot: tests },
      to: { path: '^lib/(nodes|connectors)/[^/]+/', pathNot: '^lib/$1/$2/' },
    },
    {
      name: 'pure:no-builtins',
      severity: 'error',
      from: { path: '^lib/(shared|contracts|kit|engine|catalog|editor|expressions/(parse|evaluate))/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'definitions:no-vendor',
      severity: 'error',
      comment: "A vendor's SDK belongs in execute or client, so that listing metadata does not load it.",
      from: { path: '^lib/(nodes|connectors)/.*definition[.]ts$' },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'browser:no-server',
      severity: 'error',
      comment: 'Nothing that the browser loads may reach a server layer, over however many hops.',
      from: { path: '^(components|lib/(editor|client))/', pathNot: tests },
      to: { path: serverLayers, reachable: true },
    },
    {
      name: 'components:layers',
      severity: 'error',
      from: { path: '^components/', pathNot: tests },
      to: {
        path: '^(lib|app|workers|scripts)/',
        pathNot: '^lib/(editor|client|contracts|shared|engine|expressions/(parse|evaluate))/',
      },
    },
    {
      name: 'ui:no-domain',
      severity: 'error',
      from: { path: '^components/ui/', pathNot: tests },
      to: { path: '^(lib/(?!shared/)|components/(?!ui/))' },
    },
    {
      name: 'app:layers',
      severity: 'error',
      from: { path: '^app/', pathNot: tests },
      to: { path: '^(lib/(db|queue|secrets|bus|values|runner|engine|nodes|connectors|mcp)/|workers/)|/execute[.]ts$' },
    },
    {
      name: 'workers:layers',
      severity: 'error',
      from: { path: '^workers/', pathNot: tests },
      to: { path: '^(app|components|lib/(db|secrets|auth|http|editor|client|cli))/|node_modules/(next|react)/' },
    },
    {
      name: 'frameworks:no-react-in-core',
      severity: 'error',
      from: { path: '^lib/(?!http/|auth/|server/)', pathNot: tests },
      to: { path: 'node_modules/(react|react-dom|next)/' },
    },
    {
      name: 'mcp-sdk:only-mcp',
      severity: 'error',
      from: { path: '^(lib/(?!mcp/|client/playground/)|app/|components/)', pathNot: tests },
      to: { path: 'node_modules/@modelcontextprotocol/' },
    },
    {
      name: 'prisma:only-db',
      severity: 'error',
      from: { path: '^(lib/(?!db/|auth/)|app/|components/|workers/)', pathNot: tests },
      to: { path: 'node_modules/(@prisma|prisma)/' },
    },
    {
      name: 'product:no-test-code',
      severity: 'error',
      from: { path: '^(app|components|workers|lib)/', pathNot: tests },
      to: { path: tests },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^[.]next' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
