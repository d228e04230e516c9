import { isJsonObject } from '#lib/shared/json.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { similarity, saysNoMore, wordsOfName } from './similarity.ts';

/** A tool as a model meets it, and the node that it comes from. */
export interface ReadTool {
  nodeId: string;
  name: string;
  title?: string | undefined;
  description: string;
  inputSchema: unknown;
  outputSchema?: unknown;
}

export const findingCodes = [
  'name_vague',
  'names_mixed',
  'description_missing',
  'description_short',
  'description_long',
  'description_empty',
  'parameter_undescribed',
  'parameter_vague',
  'parameter_no_example',
  'ambiguous',
  'tool_heavy',
  'list_heavy',
  'tools_many',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Something that makes tools hard to choose or to call, with the field to change. */
export interface Finding {
  code: FindingCode;
  /** What it takes from the score of its tool. */
  weight: number;
  /** Null: of all tools together. */
  tool: string | null;
  nodeId: string | null;
  /** JSON Pointer into the node's config. */
  path: string | null;
  /** Places of the suggestion. */
  values: Readonly<Record<string, string | number>>;
}

export interface ToolReading {
  tool: string;
  nodeId: string;
  /** 0 to 100. */
  score: number;
  tokens: number;
}

export interface Reading {
  score: number;
  /** About what a model reads when it is given the list. */
  tokens: number;
  tools: ToolReading[];
  /** The heaviest first. */
  findings: Finding[];
}

const VAGUE_NAMES = new Set(
  'action call do execute fetch function get handle process query run search send start task test tool update untitled workflow'.split(
    ' ',
  ),
);
const VAGUE_PARAMETERS = new Set(
  'arg args data input item object obj param params payload text val value x y'.split(' '),
);
/** Of letters; a syllable of Korean, Chinese or Japanese says about as much as three. */
const SHORT = 40;
const LONG = 1_200;
const HEAVY_TOOL = 900;
const HEAVY_LIST = 6_000;
const MANY_TOOLS = 30;
const TOO_SIMILAR = 0.62;

/** How well a model can choose among tools and call them: pure, and the same for the same tools. */
export function readTools(tools: readonly ReadTool[]): Reading {
  const findings = [...tools.flatMap(findingsOf), ...ambiguities(tools), ...ofAll(tools)];
  const readings = tools.map((tool): ToolReading => {
    const lost = findings.filter(({ nodeId }) => nodeId === tool.nodeId).reduce((sum, { weight }) => sum + weight, 0);
    return { tool: tool.name, nodeId: tool.nodeId, score: Math.max(0, 100 - lost), tokens: costOf(tool) };
  });
  const shared = findings.filter(({ nodeId }) => nodeId === null).reduce((sum, { weight }) => sum + weight, 0);
  const mean = readings.reduce((sum, { score }) => sum + score, 0) / Math.max(1, readings.length);
  return {
    score: Math.round(Math.max(0, mean - shared)),
    tokens: readings.reduce((sum, { tokens }) => sum + tokens, 0),
    tools: readings,
    findings: findings.toSorted((one, other) => other.weight - one.weight),
  };
}

function costOf({ name, title, description, inputSchema, outputSchema }: ReadTool): number {
  return estimateTokens(JSON.stringify({ name, title, description, inputSchema, outputSchema }));
}

function findingsOf(tool: ReadTool): Finding[] {
  const at = (code: FindingCode, weight: number, path: string, values: Finding['values'] = {}): Finding => ({
    code,
    weight,
    tool: tool.name,
    nodeId: tool.nodeId,
    path,
    values,
  });
  const found: Finding[] = [];
  const words = wordsOfName(tool.name).filter((word) => !/^\d+$/.test(word));
  if (words.length < 2 && (words.length === 0 || VAGUE_NAMES.has(words[0]!) || words[0]!.length < 3)) {
    found.push(at('name_vague', 15, '/name'));
  }
  const said = lengthOf(tool.description);
  if (said === 0) found.push(at('description_missing', 50, '/description'));
  else if (saysNoMore(tool)) found.push(at('description_empty', 30, '/description'));
  else if (said < SHORT) found.push(at('description_short', 15, '/description'));
  else if (said > LONG) found.push(at('description_long', 5, '/description', { letters: said }));
  const tokens = costOf(tool);
  if (tokens > HEAVY_TOOL) found.push(at('tool_heavy', 10, '/inputSchema', { tokens }));
  return [...found, ...parametersOf(tool).flatMap((parameter) => ofParameter(parameter, at))];
}

type At = (code: FindingCode, weight: number, path: string, values?: Finding['values']) => Finding;

interface Parameter {
  name: string;
  schema: Record<string, unknown>;
  required: boolean;
}

function parametersOf({ inputSchema }: ReadTool): Parameter[] {
  if (!isJsonObject(inputSchema) || !isJsonObject(inputSchema.properties)) return [];
  const required = Array.isArray(inputSchema.required) ? inputSchema.required : [];
  return Object.entries(inputSchema.properties).flatMap(([name, schema]) =>
    isJsonObject(schema) ? [{ name, schema, required: required.includes(name) }] : [],
  );
}

function ofParameter({ name, schema, required }: Parameter, at: At): Finding[] {
  const path = `/inputSchema/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const description = typeof schema.description === 'string' ? schema.description.trim() : '';
  const values = { parameter: name };
  if (description === '') {
    return VAGUE_PARAMETERS.has(name.toLowerCase()) || name.length < 2
      ? [at('parameter_vague', 12, path, values)]
      : [at('parameter_undescribed', required ? 8 : 4, path, values)];
  }
  return required && isFreeText(schema) && !hasExample(schema, description)
    ? [at('parameter_no_example', 2, path, values)]
    : [];
}

/** A text that may be anything, as far as its schema says. */
function isFreeText({ type, format, pattern, enum: choices, const: fixed }: Record<string, unknown>): boolean {
  return type === 'string' && [format, pattern, choices, fixed].every((each) => each === undefined);
}

function hasExample({ examples, default: usual }: Record<string, unknown>, description: string): boolean {
  if (Array.isArray(examples) && examples.length > 0) return true;
  return usual !== undefined || /["'`“‘「]|\be\.g\.|for example|such as|예[:를)]|예를 들/i.test(description);
}

function ambiguities(tools: readonly ReadTool[]): Finding[] {
  const found: Finding[] = [];
  for (const [index, tool] of tools.entries()) {
    for (const other of tools.slice(index + 1)) {
      const likeness = similarity(tool, other);
      if (likeness < TOO_SIMILAR) continue;
      const values = { other: other.name, percent: Math.round(likeness * 100) };
      found.push({ code: 'ambiguous', weight: 20, tool: tool.name, nodeId: tool.nodeId, path: '/description', values });
    }
  }
  return found;
}

function ofAll(tools: readonly ReadTool[]): Finding[] {
  const of = (code: FindingCode, weight: number, values: Finding['values']): Finding => ({
    code,
    weight,
    tool: null,
    nodeId: null,
    path: null,
    values,
  });
  const found: Finding[] = [];
  const styles = new Set(tools.map(({ name }) => styleOf(name)).filter((style) => style !== null));
  if (styles.size > 1) found.push(of('names_mixed', 5, { styles: [...styles].join(', ') }));
  if (tools.length > MANY_TOOLS) found.push(of('tools_many', 10, { count: tools.length, limit: MANY_TOOLS }));
  const tokens = tools.reduce((sum, tool) => sum + costOf(tool), 0);
  if (tokens > HEAVY_LIST) found.push(of('list_heavy', 10, { tokens }));
  return found;
}

/** How the words of a name are put together; null for a single word. */
function styleOf(name: string): string | null {
  if (/[a-z]_[a-z]/i.test(name)) return 'snake_case';
  if (/[a-z]-[a-z]/i.test(name)) return 'kebab-case';
  if (/[a-z]\.[a-z]/i.test(name)) return 'dotted.case';
  return /[a-z][A-Z]/.test(name) ? 'camelCase' : null;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const letter of text.trim()) length += /[\u3040-\u9fff\uac00-\ud7af]/.test(letter) ? 3 : 1;
  return length;
}
