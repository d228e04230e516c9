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
import { isStaticKey, withoutParens } from './tree.ts';
import type { TemplateError } from './template.ts';

/** Deepest nesting of the tree; keeps every later walk and the evaluation clear of the stack's end. */
const maxDepth = 1_000;

const constructors = new Set(['Date', 'Set', 'Map']);

/** Names of refused forms, by type of tree node. A type that is in no list is refused too. */
const refusedForms: Readonly<Record<string, { message: string; hint?: string }>> = {
  AssignmentExpression: { message: 'Assignment is not allowed in expressions.', hint: 'To compare, write === .' },
  UpdateExpression: { message: '++ and -- are not allowed in expressions.', hint: 'Write + 1 or - 1.' },
  ThisExpression: { message: '"this" is not allowed in expressions.' },
  FunctionExpression: { message: '"function" is not allowed in expressions.', hint: 'Write an arrow: x => x.name' },
  ClassExpression: { message: '"class" is not allowed in expressions.' },
  AwaitExpression: { message: '"await" is not allowed in expressions.', hint: 'Use a Code node.' },
  YieldExpression: { message: '"yield" is not allowed in expressions.' },
  ImportExpression: { message: '"import" is not allowed in expressions.' },
  MetaProperty: { message: '"import.meta" and "new.target" are not allowed in expressions.' },
  Super: { message: '"super" is not allowed in expressions.' },
  TaggedTemplateExpression: { message: 'Tagged templates are not allowed in expressions.' },
  SequenceExpression: { message: 'The comma operator is not allowed: write one expression.' },
  PrivateIdentifier: { message: 'Private names (#name) are not allowed in expressions.' },
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
    if (depth > maxDepth) return refuse(node, 'The expression is nested too deeply.');
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
          return refuse(
            node,
            '"delete" is not allowed in expressions.',
            'Data is read-only. Build a new object: (({ a, ...rest }) => rest)(x)',
          );
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
    if (node.bigint != null)
      return refuse(node, 'BigInt is not allowed in expressions.', 'Write the number without n, or as text.');
    if (node.regex) return refusedPattern(node, node.regex);
    return null;
  }

  #property(node: Property, depth: number): TemplateError | null {
    if (node.kind !== 'init') return refuse(node, 'Getters and setters are not allowed in expressions.');
    if (node.method) return refuse(node, 'Methods are not allowed in objects.', 'Write key: x => ...');
    return (node.computed ? this.visit(node.key, depth) : null) ?? this.visit(node.value, depth);
  }

  #member(node: MemberExpression, depth: number): TemplateError | null {
    if (isStaticKey(node, 'random') && isIdentifier(node.object, 'Math')) {
      return refuse(
        node,
        'Math.random is not allowed in expressions: they give the same result each time.',
        'Use a Code node.',
      );
    }
    if (node.property.type === 'PrivateIdentifier') return refuseForm(node.property);
    return this.visit(node.object, depth) ?? (node.computed ? this.visit(node.property, depth) : null);
  }

  #construction(node: NewExpression, depth: number): TemplateError | null {
    const callee = withoutParens(node.callee);
    if (callee.type !== 'Identifier' || !constructors.has(callee.name)) {
      return refuse(
        node,
        `"new ${this.#source.slice(node.callee.start, node.callee.end).slice(0, 40)}" is not allowed: only new Date, new Set and new Map.`,
      );
    }
    return this.#all(node.arguments, depth);
  }

  #arrow(node: ArrowFunctionExpression, depth: number): TemplateError | null {
    if (node.async) return refuse(node, '"async" is not allowed in expressions.', 'Use a Code node.');
    if (node.body.type === 'BlockStatement') {
      return refuse(
        node.body,
        'A function body in { } is not allowed: write one expression.',
        'For an object, write x => ({ ... })',
      );
    }
    for (const parameter of node.params) {
      const refused = this.#parameter(parameter, depth);
      if (refused) return refused;
    }
    return this.visit(node.body, depth);
  }

  #parameter(node: Pattern, depth: number): TemplateError | null {
    if (depth > maxDepth) return refuse(node, 'The expression is nested too deeply.');
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
  if (flag !== undefined) return refuse(node, `The flag "${flag}" of a pattern is not allowed: only g, i, m, s and u.`);
  // Escapes and classes are passed over whole, so that "\(?=" and "[(?=]" are not mistaken for look-ahead.
  for (const [token] of pattern.matchAll(/\\k<|\\[1-9]|\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?<?[=!]/g)) {
    if (token.startsWith('(?'))
      return refuse(
        node,
        'Look-ahead and look-behind are not allowed in patterns.',
        'Patterns run in linear time; a Code node has full patterns.',
      );
    if (/^\\(k<|[1-9])/.test(token))
      return refuse(
        node,
        'Back-references are not allowed in patterns.',
        'Patterns run in linear time; a Code node has full patterns.',
      );
  }
  return null;
}

function isIdentifier(node: AnyNode, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function refuse(node: AnyNode, message: string, hint?: string): TemplateError {
  return { message, ...(hint !== undefined && { hint }), start: node.start, end: node.end };
}

function refuseForm(node: AnyNode): TemplateError {
  const form = refusedForms[node.type];
  return refuse(node, form?.message ?? 'Statements are not allowed: write one expression.', form?.hint);
}
