import type {
  AnyNode,
  ArrowFunctionExpression,
  Expression,
  Literal,
  MemberExpression,
  NewExpression,
  Pattern,
  Property,
} from 'acorn';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { isStaticKey, withoutParens } from './tree.ts';
import type { TemplateError } from './template.ts';

/** Deepest nesting of the tree; keeps every later walk and the evaluation clear of the stack's end. */
const maxDepth = 1_000;

const constructors = new Set(['Date', 'Set', 'Map']);

/** Names of refused forms, by type of tree node. A type that is in no list is refused too. */
const refusedForms: Readonly<Record<string, () => Said>> = {
  AssignmentExpression: () => hint(say('refused_assignment'), 'hint_compare'),
  UpdateExpression: () => hint(say('refused_update'), 'hint_plus_one'),
  ThisExpression: () => say('refused_word', { word: 'this' }),
  FunctionExpression: () => hint(say('refused_word', { word: 'function' }), 'hint_arrow'),
  ClassExpression: () => say('refused_word', { word: 'class' }),
  AwaitExpression: () => hint(say('refused_word', { word: 'await' }), 'hint_code_node'),
  YieldExpression: () => say('refused_word', { word: 'yield' }),
  ImportExpression: () => say('refused_word', { word: 'import' }),
  MetaProperty: () => say('refused_words', { word: 'import.meta', other: 'new.target' }),
  Super: () => say('refused_word', { word: 'super' }),
  TaggedTemplateExpression: () => say('refused_tagged'),
  SequenceExpression: () => say('refused_comma'),
  PrivateIdentifier: () => say('refused_private'),
};

/** The first place of the tree, in its order, that expressions may not hold; null if all is allowed. */
export function findRefused(ast: Expression, source: string): TemplateError | null {
  return new AllowListCheck(source).visit(ast, 0);
}

class AllowListCheck {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  visit(node: AnyNode, depth: number): TemplateError | null {
    if (depth > maxDepth) return refuse(node, say('expression_too_deep'));
    const next = depth + 1;
    switch (node.type) {
      case 'Identifier':
      case 'TemplateElement':
        return null;
      case 'Literal':
        return this.#literal(node);
      case 'TemplateLiteral':
        return this.#all(node.expressions, next);
      case 'ArrayExpression':
        return this.#all(node.elements, next);
      case 'ObjectExpression':
        return this.#all(node.properties, next);
      case 'Property':
        return this.#property(node as Property, next);
      case 'SpreadElement':
      case 'RestElement':
        return this.visit(node.argument, next);
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return this.visit(node.expression, next);
      case 'MemberExpression':
        return this.#member(node, next);
      case 'CallExpression':
        return this.visit(node.callee, next) ?? this.#all(node.arguments, next);
      case 'NewExpression':
        return this.#construction(node, next);
      case 'UnaryExpression':
        if (node.operator === 'delete')
          return refuse(node, hint(say('refused_word', { word: 'delete' }), 'hint_build_new'));
        return this.visit(node.argument, next);
      case 'BinaryExpression':
      case 'LogicalExpression':
        return this.visit(node.left, next) ?? this.visit(node.right, next);
      case 'ConditionalExpression':
        return this.#all([node.test, node.consequent, node.alternate], next);
      case 'ArrowFunctionExpression':
        return this.#arrow(node, next);
      default:
        return refuseForm(node);
    }
  }

  #all(nodes: readonly (AnyNode | null)[], depth: number): TemplateError | null {
    for (const node of nodes) {
      const refused = node && this.visit(node, depth);
      if (refused) return refused;
    }
    return null;
  }

  #literal(node: Literal): TemplateError | null {
    if (node.bigint != null) return refuse(node, hint(say('refused_bigint'), 'hint_number_or_text'));
    if (node.regex) return refusedPattern(node, node.regex);
    return null;
  }

  #property(node: Property, depth: number): TemplateError | null {
    if (node.kind !== 'init') return refuse(node, say('refused_accessor'));
    if (node.method) return refuse(node, hint(say('refused_method'), 'hint_member_arrow'));
    return (node.computed ? this.visit(node.key, depth) : null) ?? this.visit(node.value, depth);
  }

  #member(node: MemberExpression, depth: number): TemplateError | null {
    if (isStaticKey(node, 'random') && isIdentifier(node.object, 'Math')) {
      return refuse(node, hint(say('refused_random'), 'hint_code_node'));
    }
    if (node.property.type === 'PrivateIdentifier') return refuseForm(node.property);
    return this.visit(node.object, depth) ?? (node.computed ? this.visit(node.property, depth) : null);
  }

  #construction(node: NewExpression, depth: number): TemplateError | null {
    const callee = withoutParens(node.callee);
    if (callee.type !== 'Identifier' || !constructors.has(callee.name)) {
      return refuse(
        node,
        say('refused_new', { name: this.#source.slice(node.callee.start, node.callee.end).slice(0, 40) }),
      );
    }
    return this.#all(node.arguments, depth);
  }

  #arrow(node: ArrowFunctionExpression, depth: number): TemplateError | null {
    if (node.async) return refuse(node, hint(say('refused_word', { word: 'async' }), 'hint_code_node'));
    if (node.body.type === 'BlockStatement') {
      return refuse(node.body, hint(say('refused_body'), 'hint_object_arrow'));
    }
    for (const parameter of node.params) {
      const refused = this.#parameter(parameter, depth);
      if (refused) return refused;
    }
    return this.visit(node.body, depth);
  }

  #parameter(node: Pattern, depth: number): TemplateError | null {
    if (depth > maxDepth) return refuse(node, say('expression_too_deep'));
    const next = depth + 1;
    switch (node.type) {
      case 'Identifier':
        return null;
      case 'AssignmentPattern':
        return this.#parameter(node.left, next) ?? this.visit(node.right, next);
      case 'RestElement':
        return this.#parameter(node.argument, next);
      case 'ArrayPattern':
        return firstOf(node.elements, (element) => element && this.#parameter(element, next));
      case 'ObjectPattern':
        return firstOf(node.properties, (property) =>
          property.type === 'RestElement'
            ? this.#parameter(property, next)
            : ((property.computed ? this.visit(property.key, next) : null) ?? this.#parameter(property.value, next)),
        );
      default:
        return refuseForm(node);
    }
  }
}

function firstOf<T>(items: readonly T[], find: (item: T) => TemplateError | null): TemplateError | null {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return null;
}

/** Patterns run on a linear-time engine, which knows no look-around and no back-references. */
function refusedPattern(node: Literal, { pattern, flags }: { pattern: string; flags: string }): TemplateError | null {
  const flag = /[^gimsu]/.exec(flags)?.[0];
  if (flag !== undefined) return refuse(node, say('refused_flag', { flag }));
  // Escapes and classes are passed over whole, so that "\(?=" and "[(?=]" are not mistaken for look-ahead.
  for (const [token] of pattern.matchAll(/\\k<|\\[1-9]|\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?<?[=!]/g)) {
    if (token.startsWith('(?')) return refuse(node, hint(say('refused_look_around'), 'hint_linear_patterns'));
    if (/^\\(k<|[1-9])/.test(token)) return refuse(node, hint(say('refused_back_reference'), 'hint_linear_patterns'));
  }
  return null;
}

function isIdentifier(node: AnyNode, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function refuse(node: AnyNode, said: Said): TemplateError {
  return { said, start: node.start, end: node.end };
}

function refuseForm(node: AnyNode): TemplateError {
  return refuse(node, refusedForms[node.type]?.() ?? say('refused_statement'));
}
