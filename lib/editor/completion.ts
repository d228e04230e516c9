import type { Shape } from './shape.ts';

/** One offer. `apply` replaces the text from `Completions.from`; `type` picks an icon. */
export interface Completion {
  label: string;
  apply: string;
  type: 'variable' | 'property' | 'method' | 'function';
  /** The type, and the value of the last try. */
  detail: string;
  info?: string;
}
export interface Completions {
  /** Offset where the replaced text begins. */
  from: number;
  options: Completion[];
}

const chainEnd =
  /(?:[A-Za-z_$][\w$]*|\)|\])(?:\s*(?:\?\.|\.)\s*[\w$]*|\[\s*(?:\d+|"[^"]*"|'[^']*')\s*\]|\?\.\[\s*\d+\s*\])*$/;
const identifier = /^[A-Za-z_$][\w$]*$/;
const globals = ['Math', 'JSON', 'Object', 'Array', 'String', 'Number', 'Boolean', 'Date', 'Set', 'Map'];
const methods: Record<string, readonly string[]> = {
  array: [
    'length',
    'map',
    'filter',
    'find',
    'some',
    'every',
    'includes',
    'slice',
    'sort',
    'join',
    'flatMap',
    'reduce',
    'at',
  ],
  string: [
    'length',
    'toUpperCase',
    'toLowerCase',
    'trim',
    'includes',
    'startsWith',
    'endsWith',
    'split',
    'replaceAll',
    'slice',
  ],
  number: ['toFixed'],
};
const elementCallbacks = 'map|filter|find|findIndex|some|every|flatMap|forEach|findLast';

/**
 * What can be written at `position`. In a template only inside `{{ }}`; code (`mode: 'code'`) everywhere. `scope` is
 * the shape of all names: an object with the members `input`, `steps`, `vars`, `run`.
 */
export function completeAt(
  text: string,
  position: number,
  scope: Shape,
  mode: 'template' | 'code',
): Completions | null {
  const source = mode === 'code' ? text.slice(0, position) : expressionBefore(text, position);
  if (source === null) return null;
  const chain = chainEnd.exec(source)?.[0] ?? '';
  const dot = /(?:\?\.|\.)\s*([\w$]*)$/.exec(chain);
  if (!dot) {
    const typed = /[A-Za-z_$][\w$]*$/.exec(source)?.[0] ?? '';
    return { from: position - typed.length, options: [...namesOf(scope), ...globals.map(globalOption)] };
  }
  const typed = dot[1]!;
  const owner = resolveChain(chain.slice(0, dot.index), scope, source.slice(0, source.length - chain.length));
  if (!owner) return null;
  const operator = dot[0].startsWith('?.') ? '?.' : '.';
  const from = position - typed.length - operator.length;
  return { from, options: [...membersOf(owner, operator), ...methodsOf(owner, operator)] };
}

/** The text between the last open `{{` and the position; `null` outside. */
function expressionBefore(text: string, position: number): string | null {
  const before = text.slice(0, position);
  const open = before.lastIndexOf('{{');
  if (open < 0) return null;
  const source = before.slice(open + 2);
  return source.includes('}}') ? null : source;
}

function namesOf(scope: Shape): Completion[] {
  return Object.entries(scope.members ?? {}).map(([name, shape]) => ({
    label: name,
    apply: name,
    type: 'variable',
    detail: detailOf(shape),
    ...(shape.description && { info: shape.description }),
  }));
}

function globalOption(name: string): Completion {
  return { label: name, apply: name, type: 'function', detail: '' };
}

function membersOf(owner: Shape, operator: string): Completion[] {
  return Object.entries(owner.members ?? {}).map(([name, shape]) => ({
    label: `${operator}${name}`,
    apply: identifier.test(name) ? `${operator}${name}` : `${operator === '?.' ? '?.' : ''}[${JSON.stringify(name)}]`,
    type: 'property',
    detail: detailOf(shape),
    ...(shape.description && { info: shape.description }),
  }));
}

function methodsOf(owner: Shape, operator: string): Completion[] {
  return (methods[owner.type] ?? []).map((name) => {
    const isMethod = name !== 'length';
    const label = `${operator}${name}`;
    return { label, apply: isMethod ? `${label}(` : label, type: isMethod ? 'method' : 'property', detail: '' };
  });
}

function detailOf(shape: Shape): string {
  return shape.preview === undefined ? shape.type : `${shape.type} ${shape.preview}`;
}

/** The shape behind `steps.fetch.body[0]`; the first name may also be a parameter of an arrow over list elements. */
export function resolveChain(chain: string, scope: Shape, before: string): Shape | null {
  const parts = chain.match(/[A-Za-z_$][\w$]*|\[\s*(?:\d+|"[^"]*"|'[^']*')\s*\]/g);
  if (!parts || !/^[A-Za-z_$]/.test(chain)) return null;
  const [root, ...rest] = parts;
  let shape = scope.members?.[root!] ?? elementOf(root!, scope, before);
  for (const part of rest) {
    if (!shape) return null;
    shape = part.startsWith('[') ? memberByIndex(shape, part.slice(1, -1).trim()) : shape.members?.[part];
  }
  return shape ?? null;
}

function memberByIndex(shape: Shape, index: string): Shape | undefined {
  return /^\d+$/.test(index) ? (shape.item ?? shape.members?.[index]) : shape.members?.[index.slice(1, -1)];
}

/** `country` in `steps.fetch.body.filter((country) => country.`: an element of the list before the call. */
function elementOf(name: string, scope: Shape, before: string): Shape | undefined {
  const call = new RegExp(
    `([\\w$.?\\[\\]"']+)\\s*\\.(?:${elementCallbacks})\\(\\s*\\(?\\s*${name.replaceAll('$', '\\$')}\\b[^=]*=>`,
  );
  const list = call.exec(before)?.[1];
  if (!list || list.length > 500) return undefined;
  return resolveChain(list.replaceAll('?.', '.'), scope, '')?.item;
}
