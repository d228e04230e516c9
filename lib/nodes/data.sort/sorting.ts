import { comparable, compareComparables, missingRank, type Comparable } from '#lib/kit/compare-values.ts';

/** Elements that are sorted or merged in one go. */
const pieceLength = 1_000;

interface Keyed {
  item: unknown;
  key: Comparable;
}

/** A stable sort piece by piece: short runs first, then they are merged, two by two. */
export class Sorting {
  readonly #items: readonly unknown[];
  readonly #valueOf: (item: unknown) => unknown;
  readonly #sign: 1 | -1;
  #next = 0;
  #runs: Keyed[][] = [];
  /** What was merged of them. */
  #merged: Keyed[][] = [];
  #merge: { left: Keyed[]; right: Keyed[]; at: number; from: number; into: Keyed[] } | null = null;

  constructor(items: readonly unknown[], valueOf: (item: unknown) => unknown, sign: 1 | -1) {
    this.#items = items;
    this.#valueOf = valueOf;
    this.#sign = sign;
  }

  /** Does a piece; false when all is sorted. */
  goOn(): boolean {
    if (this.#next < this.#items.length) this.#sortRun();
    else if (this.#merge) this.#mergePiece();
    else if (this.#runs.length > 1) this.#beginMerge();
    else if (this.#merged.length > 0) this.#nextRound();
    else return false;
    return true;
  }

  get sorted(): unknown[] {
    return (this.#runs[0] ?? []).map(({ item }) => item);
  }

  #sortRun(): void {
    const items = this.#items.slice(this.#next, (this.#next += pieceLength));
    const run = items.map((item) => ({ item, key: comparable(this.#valueOf(item)) }));
    this.#runs.push(run.sort((left, right) => this.#compare(left, right)));
  }

  #beginMerge(): void {
    const [left, right] = this.#runs.splice(0, 2) as [Keyed[], Keyed[]];
    this.#merge = { left, right, at: 0, from: 0, into: [] };
  }

  #mergePiece(): void {
    const merge = this.#merge!;
    const { left, right, into } = merge;
    for (let count = 0; count < pieceLength; count++) {
      const one = left[merge.at];
      const other = right[merge.from];
      if (!one && !other) {
        this.#merged.push(into);
        this.#merge = null;
        return;
      }
      // Equal ones keep their order.
      const isLeft = !other || (one !== undefined && this.#compare(one, other) <= 0);
      into.push(isLeft ? one! : other);
      if (isLeft) merge.at++;
      else merge.from++;
    }
  }

  /** A run without a partner stays the last one. */
  #nextRound(): void {
    this.#runs = [...this.#merged, ...this.#runs];
    this.#merged = [];
  }

  /** What is missing comes last in both orders. */
  #compare({ key: left }: Keyed, { key: right }: Keyed): number {
    if (left.rank === missingRank || right.rank === missingRank) return left.rank - right.rank;
    return this.#sign * compareComparables(left, right);
  }
}
