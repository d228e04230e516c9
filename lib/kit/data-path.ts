import { say } from '#lib/shared/say.ts';
import { NodeFailure } from './node-executor.ts';

/** Where something lies in an element: `name`, `name.common`, `tags[0]`, `["a key"].b`; empty is the element itself. */
export type DataPath = readonly (string | number)[];

const maxPathChars = 500;

/** Reads a path; a wrong one throws `config_invalid` at `place`, the field that it was written in. */
export function parseDataPath(text: string, place: string): DataPath {
  if (text === '') return [];
  const path: (string | number)[] = [];
  const steps = text.startsWith('[') ? text : `.${text}`;
  // Sticky and without nesting: linear in the text.
  const token = /\.([^.[\]"]+)|\[(\d{1,9})\]|\["([^"]*)"\]/y;
  for (let match = token.exec(steps); match && text.length <= maxPathChars; match = token.exec(steps)) {
    path.push(match[2] === undefined ? (match[1] ?? match[3]!) : Number(match[2]));
    if (token.lastIndex === steps.length) return path;
  }
  throw new NodeFailure('config_invalid', say('no_path', { text: text.slice(0, 80) }), {
    path: place,
  });
}

/** The value at a path; `undefined` where something on the way is missing. Own members only. */
export function valueAtPath(value: unknown, path: DataPath): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}
