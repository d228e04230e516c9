const collator = new Intl.Collator('en-US');

/** Numbers first, then texts, booleans, lists and objects; what is missing comes last. */
function rankOf(value: unknown): number {
  if (value === null || value === undefined) return 4;
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  return typeof value === 'boolean' ? 2 : 3;
}

/** The order of any two JSON values, as a person expects it: `a` before `B`, `2` before `10`. */
export function compareValues(left: unknown, right: unknown): number {
  const rank = rankOf(left) - rankOf(right);
  if (rank !== 0) return rank;
  if (typeof left === 'string') return collator.compare(left, right as string) || compareExactly(left, right as string);
  if (typeof left === 'number' || typeof left === 'boolean') return Number(left) - Number(right);
  return rankOf(left) === 4 ? 0 : compareExactly(identityOf(left), identityOf(right));
}

const compareExactly = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** A text that is the same for equal JSON values, whatever the order of their keys. */
export function identityOf(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    // No prototype: `__proto__` is an ordinary key.
    const sorted = Object.create(null) as Record<string, unknown>;
    for (const key of Object.keys(member).toSorted()) sorted[key] = (member as Record<string, unknown>)[key];
    return sorted;
  });
}
