import { createHash } from 'node:crypto';

/** Draws that depend on nothing but the seed and the name of what is drawn: the order in which things happen changes none. */
export interface Chance {
  /** From 0 up to, never equal to, 1. */
  part(name: string): number;
  /** A whole number, both ends included. */
  between(name: string, least: number, most: number): number;
  /** One of a list; each as likely as its weight says. */
  pick<T>(name: string, list: readonly T[], weight?: (item: T) => number): T;
}

const BYTES = 6;

export function chanceOf(seed: number): Chance {
  const part = (name: string): number =>
    createHash('sha256').update(`${seed}/${name}`).digest().readUIntBE(0, BYTES) / 2 ** (8 * BYTES);
  return {
    part,
    between: (name, least, most) => least + Math.floor(part(name) * (most - least + 1)),
    pick: (name, list, weight = () => 1) => {
      let left = part(name) * list.reduce((sum, item) => sum + weight(item), 0);
      for (const item of list) {
        left -= weight(item);
        if (left < 0) return item;
      }
      return list.at(-1)!;
    },
  };
}
