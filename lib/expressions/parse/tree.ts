import type { AnyNode, Expression, MemberExpression, Super } from 'acorn';

/** The expression inside any parentheses. */
export function withoutParens<T extends Expression | Super>(
  node: T,
): Exclude<Expression, { type: 'ParenthesizedExpression' }> | T {
  let inner: Expression | Super = node;
  while (inner.type === 'ParenthesizedExpression') inner = inner.expression;
  return inner as Exclude<Expression, { type: 'ParenthesizedExpression' }>;
}

/** The key of `.key`, `["key"]`, `[0]` or [`key`], where it can be read without evaluating; else null. */
export function staticKey(node: MemberExpression): string | number | null {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : null;
  const key = withoutParens(node.property as Expression);
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) return key.value;
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? null;
  return null;
}

export function isStaticKey(node: MemberExpression, key: string): boolean {
  return staticKey(node) === key;
}

/** The children of a tree node, in the order of their keys. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) children.push(child);
  }
  return children;
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  );
}
