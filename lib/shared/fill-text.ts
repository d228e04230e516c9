type ParamValue = string | number | string[];
export type Params = Readonly<Record<string, ParamValue>>;

/** Parameters that name kinds of values (`list`, `number`), which each language has a word for. */
const wordParams = new Set(['expected', 'got', 'owner', 'what']);

/**
 * Puts values into a text with places such as `{name}`. Lists of kinds are joined by `or`, other lists by commas. A kind
 * may come with its value, `number 5`: then `number_is` is the word before it.
 */
export function fillText(
  text: string,
  params: Params,
  words: Readonly<Record<string, string>>,
  or: string = ' or ',
): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(params, name)) return whole;
    const value = params[name]!;
    if (!wordParams.has(name)) return typeof value === 'object' ? value.join(', ') : String(value);
    return typeof value === 'object'
      ? value.map((kind) => wordFor(kind, words)).join(or)
      : wordFor(String(value), words);
  });
}

function wordFor(kind: string, words: Readonly<Record<string, string>>): string {
  if (Object.hasOwn(words, kind)) return words[kind]!;
  const [, name, value] = /^(number|boolean|instance|text) (.+)$/s.exec(kind) ?? [];
  return name === undefined ? kind : `${words[`${name}_is`]} ${value}`;
}
