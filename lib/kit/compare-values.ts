const collator = new Intl.Collator('en-US');

/** The rank of what is missing. */
export const missingRank = 4;

/** Numbers first, then texts, booleans, lists and objects; what is missing comes last. */
function rankOf(value: unknown): number {
  if (value === null || value === undefined) return missingRank;
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  return typeof value === 'boolean' ? 2 : 3;
}

/** A JSON value, ready to be compared often. */
export interface Comparable {
  rank: number;
  value: number | string;
}

export function comparable(value: unknown): Comparable {
  const rank = rankOf(value);
  if (rank === 1) return { rank, value: value as string };
  if (rank === 3) return { rank, value: identityOf(value) };
  return { rank, value: rank === missingRank ? 0 : Number(value) };
}

export function compareComparables(left: Comparable, right: Comparable): number {
  if (left.rank !== right.rank) return left.rank - right.rank;
  const one = left.value;
  const other = right.value;
  if (typeof one === 'number') return one - (other as number);
  return (left.rank === 1 && collator.compare(one, other as string)) || compareExactly(one, other as string);
}

/** The order of any two JSON values, as a person expects it: `a` before `B`, `2` before `10`. */
export function compareValues(left: unknown, right: unknown): number {
  return compareComparables(comparable(left), comparable(right));
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
