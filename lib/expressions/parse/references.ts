import type { AnyNode, ArrowFunctionExpression, Expression, Identifier, MemberExpression, Pattern } from 'acorn';
import { allowedNames } from './names.ts';
import { parseTemplate, type ParsedExpression } from './template.ts';
import { childrenOf, staticKey } from './tree.ts';

/** A name of the scope and the members read of it: `steps.find.items[0]` is root `steps`, path `find, items, 0`. */
export interface Reference {
  root: string;
  /** Keys as written; null where a key is computed. Methods count as members. */
  path: (string | number | null)[];
  /** Place of the whole chain in the text. */
  start: number;
  end: number;
  /** Is `root` a name that expressions have? Parameters of arrows are no references. */
  known: boolean;
}

interface Chain {
  root: Identifier;
  members: MemberExpression[];
}

/** What an expression names, in the order of the text; for validation, renaming and completion. */
export function referencesOf(expression: ParsedExpression): Reference[] {
  return chainsOf(expression.ast).map(({ root, members }) => ({
    root: root.name,
    path: members.map(staticKey),
    start: expression.start + root.start,
    end: expression.start + (members.at(-1) ?? root).end,
    known: allowedNames.has(root.name),
  }));
}

/** The variable that an expression is and nothing else: `vars.NAME`. Null for anything more. */
export function variableAlone(expression: ParsedExpression): string | null {
  const [reference, other] = referencesOf(expression);
  if (!reference || other || reference.root !== 'vars' || reference.path.length !== 1) return null;
  const { start, source } = expression;
  const whole = source.slice(reference.start - start, reference.end - start) === source.trim();
  return whole && typeof reference.path[0] === 'string' ? reference.path[0] : null;
}

/**
 * Rewrites `steps.from` and `loops.from` to the new key in every expression of a text, and nothing else. A text that
 * does not parse is left as it is.
 */
export function renameStep(text: string, from: string, to: string): string {
  const parsed = parseTemplate(text);
  if (!parsed.ok || parsed.template.kind === 'text') return text;
  const expressions =
    parsed.template.kind === 'value'
      ? [parsed.template.expression]
      : parsed.template.parts.filter((part) => typeof part === 'object');
  let renamed = text;
  for (const expression of expressions.toReversed()) {
    for (const key of stepKeys(expression.ast, from).toReversed()) {
      const start = expression.start + key.start;
      const end = expression.start + key.end;
      const written = key.type === 'Identifier' ? to : JSON.stringify(to);
      renamed = renamed.slice(0, start) + written + renamed.slice(end);
    }
  }
  return renamed;
}

function stepKeys(ast: Expression, key: string): AnyNode[] {
  return chainsOf(ast)
    .filter(
      ({ root, members }) =>
        (root.name === 'steps' || root.name === 'loops') && members[0] && staticKey(members[0]) === key,
    )
    .map(({ members }) => members[0]!.property);
}

/** Chains of members on free names, by place in the text. */
function chainsOf(ast: Expression): Chain[] {
  const chains: Chain[] = [];
  collect(ast, new Set(), chains);
  return chains.sort((a, b) => a.root.start - b.root.start);
}

function collect(node: AnyNode, bound: ReadonlySet<string>, chains: Chain[]): void {
  switch (node.type) {
    case 'Identifier':
      if (!bound.has(node.name)) chains.push({ root: node, members: [] });
      return;
    case 'MemberExpression':
      return collectMember(node, bound, chains);
    case 'ArrowFunctionExpression':
      return collectArrow(node, bound, chains);
    case 'Property':
      if (node.computed) collect(node.key, bound, chains);
      return collect(node.value, bound, chains);
    default:
      for (const child of childrenOf(node)) collect(child, bound, chains);
  }
}

function collectMember(node: MemberExpression, bound: ReadonlySet<string>, chains: Chain[]): void {
  const members: MemberExpression[] = [];
  let object: AnyNode = node;
  for (;;) {
    if (object.type === 'MemberExpression') {
      members.unshift(object);
      if (object.computed) collect(object.property, bound, chains);
      object = object.object;
    } else if (object.type === 'ParenthesizedExpression' || object.type === 'ChainExpression') {
      object = object.expression;
    } else break;
  }
  if (object.type !== 'Identifier') return collect(object, bound, chains);
  if (!bound.has(object.name)) chains.push({ root: object, members });
}

function collectArrow(node: ArrowFunctionExpression, bound: ReadonlySet<string>, chains: Chain[]): void {
  const inner = new Set(bound);
  for (const parameter of node.params) {
    for (const name of boundNames(parameter)) inner.add(name);
  }
  for (const parameter of node.params) collectDefaults(parameter, inner, chains);
  collect(node.body, inner, chains);
}

/** The names that a parameter introduces. */
export function boundNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'MemberExpression':
      return [];
  }
}

/** Defaults and computed keys of parameters are expressions too. */
function collectDefaults(pattern: Pattern, bound: ReadonlySet<string>, chains: Chain[]): void {
  switch (pattern.type) {
    case 'AssignmentPattern':
      collectDefaults(pattern.left, bound, chains);
      return collect(pattern.right, bound, chains);
    case 'RestElement':
      return collectDefaults(pattern.argument, bound, chains);
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) collectDefaults(element, bound, chains);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'Property' && property.computed) collect(property.key, bound, chains);
        collectDefaults(property.type === 'RestElement' ? property.argument : property.value, bound, chains);
      }
      return;
    case 'Identifier':
    case 'MemberExpression':
      return;
  }
}
