/** `searchOpen_issues` is `search`, `open`, `issues`. */
export function wordsOfName(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Words that say nothing of what a tool is about. */
const EMPTY = new Set(
  'a an and any are as at be by can for from given has if in into is it its of on one or return returns that the their them then this to tool use used uses when which will with you your'.split(
    ' ',
  ),
);

/** What a text speaks of: its words without the empty ones, cut to their stems; pairs of letters where there are no spaces. */
function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  for (const [word] of text.toLowerCase().matchAll(/[\p{Letter}\p{Number}]+/gu)) {
    if (/[\u3040-\u9fff\uac00-\ud7af]/.test(word)) {
      for (let at = 0; at + 1 < word.length; at++) terms.add(word.slice(at, at + 2));
    } else if (!EMPTY.has(word)) terms.add(word.length > 4 ? word.replace(/(ies|es|s|ing|ed)$/, '') : word);
  }
  return terms;
}

/** Dice's coefficient: 0 for nothing in common, 1 for the same. */
function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 0;
  let common = 0;
  for (const term of one) if (other.has(term)) common += 1;
  return (2 * common) / (one.size + other.size);
}

interface Described {
  name: string;
  description: string;
}

/** How easily one tool is taken for another, from 0 to 1: by their descriptions more than by their names. */
export function similarity(one: Described, other: Described): number {
  const names = overlap(termsOf(wordsOfName(one.name).join(' ')), termsOf(wordsOfName(other.name).join(' ')));
  const [said, alsoSaid] = [termsOf(one.description), termsOf(other.description)];
  if (said.size === 0 || alsoSaid.size === 0) return names;
  return 0.35 * names + 0.65 * overlap(said, alsoSaid);
}

/** Whether a description says no more than the name does. */
export function saysNoMore({ name, description }: Described): boolean {
  const known = termsOf(wordsOfName(name).join(' '));
  return [...termsOf(description)].every((term) => known.has(term));
}
