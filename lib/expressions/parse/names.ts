import { hint, say, type Said } from '#lib/shared/say.ts';

/** The data names of an expression (`semantics.md`, "Names"). `item`, `index`, `loops` exist only inside loops. */
export const dataNames = ['input', 'steps', 'item', 'index', 'loops', 'vars', 'run'] as const;

/** The built-in names of an expression. */
export const builtInNames = [
  'Math',
  'JSON',
  'Object',
  'Array',
  'Number',
  'String',
  'Boolean',
  'Date',
  'Set',
  'Map',
  'parseInt',
  'parseFloat',
  'isNaN',
  'isFinite',
  'encodeURIComponent',
  'decodeURIComponent',
  'encodeURI',
  'decodeURI',
  'undefined',
  'NaN',
  'Infinity',
] as const;

export type DataName = (typeof dataNames)[number];
export type BuiltInName = (typeof builtInNames)[number];

export const allowedNames: ReadonlySet<string> = new Set<string>([...dataNames, ...builtInNames]);

/** What to say of a name that does not exist; the hint offers the nearest one. */
export function unknownName(name: string): Said {
  const near = nearestName(name, allowedNames);
  const said = say('no_such_name', { name });
  return near === undefined ? said : hint(said, 'hint_name_near', { near });
}

/**
 * The candidate that a misspelt name most likely meant, or undefined if none is near: at most a third of the letters
 * may differ. Letter case counts half an edit. Looks at 1,000 candidates at most.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > 64) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, name.length / 3) + 0.01;
  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > 1_000) break;
    if (candidate === name || Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Damerau-Levenshtein distance (neighbouring letters may swap for one edit). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      let cost = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + letterCost(a[row - 1]!, b[column - 1]!),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, beforePrevious[column - 2]! + 1);
      }
      current.push(cost);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length]!;
}

function letterCost(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? 0.5 : 1;
}
