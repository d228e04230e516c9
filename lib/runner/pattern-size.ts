/** A class of letters by property (`\p{L}`) is hundreds of ranges. */
const PROPERTY = 10;

/**
 * About how many instructions a pattern becomes once its counted repetitions are written out: `(ab{1,30}){1,10}` is some
 * three hundred. An estimate for a budget: what is no pattern is the compiler's matter.
 */
export function patternSize(pattern: string): number {
  const outer: number[] = [];
  let sequence = 0;
  let atom = 0;
  const add = (size: number): void => {
    sequence += size;
    atom = size;
  };
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at];
    if (letter === '(') {
      outer.push(sequence);
      sequence = 0;
    } else if (letter === ')') {
      const group = sequence + 2;
      sequence = outer.pop() ?? 0;
      add(group);
    } else if (letter === '[') {
      const end = endOfClass(pattern, at);
      add(2 + properties(pattern.slice(at, end)) * PROPERTY);
      at = end;
    } else if (letter === '\\') {
      at += 1;
      const isProperty = /[pP]/.test(pattern[at] ?? '');
      if (isProperty && pattern[at + 1] === '{') at = pattern.indexOf('}', at) === -1 ? at : pattern.indexOf('}', at);
      add(isProperty ? PROPERTY : 1);
    } else if (letter === '{') {
      const counts = countsAt(pattern, at);
      if (!counts) add(1);
      else {
        sequence += atom * (counts.most - 1);
        atom *= counts.most;
        at += counts.length - 1;
      }
    } else add(1);
  }
  return outer.reduce((sum, size) => sum + size, sequence);
}

/** `{2}`, `{2,}` or `{2,5}`: how often at most it writes out what stands before it. */
function countsAt(pattern: string, at: number): { most: number; length: number } | null {
  const found = /^\{(\d+)(,(\d*))?\}/.exec(pattern.slice(at));
  if (!found) return null;
  const [{ length }, least, comma, most] = found;
  return { most: Math.max(1, Number(most || least) + (comma && !most ? 1 : 0)), length };
}

const properties = (text: string): number => text.match(/\\[pP]/g)?.length ?? 0;

/** Where `]` closes the class that begins at `start`; the pattern's end if nothing does. */
function endOfClass(pattern: string, start: number): number {
  const first = pattern[start + 1] === '^' ? start + 2 : start + 1;
  for (let at = first; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === ']' && at > first) return at;
  }
  return pattern.length;
}
