/** A refused part of the input, as the API names it: JSON Pointer from the request body (`/input/amount`) and why. */
export interface InputError {
  path: string;
  message: string;
}

export interface PlacedErrors {
  /** By the name of the form's field. */
  fields: ReadonlyMap<string, string>;
  /** What has no field: other places of the request, or the input as a whole. */
  others: readonly string[];
}

/** Puts each error at the field of the form that it is about, in words: `amount: must be greater than 0`. */
export function placeInputErrors(errors: readonly InputError[], fieldNames: readonly string[]): PlacedErrors {
  const fields = new Map<string, string>();
  const others: string[] = [];
  for (const { path, message } of errors) {
    const [root, name, ...rest] = path.split('/').slice(1).map(unescapePointer);
    const text = wordsOf(root === 'input' ? [...(name === undefined ? [] : [name]), ...rest] : [root ?? ''], message);
    if (root !== 'input' || name === undefined || !fieldNames.includes(name)) others.push(text);
    else fields.set(name, fields.has(name) ? `${fields.get(name)}; ${text}` : text);
  }
  return { fields, others };
}

/** The errors without those of one field: it was corrected. */
export function withoutField(errors: readonly InputError[], name: string): InputError[] {
  return errors.filter(({ path }) => path.split('/').map(unescapePointer)[2] !== name);
}

/** `['items', '0', 'price']` is `items[0].price`. */
function wordsOf(place: readonly string[], message: string): string {
  const shown = place.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index > 0 ? `.${part}` : part)).join('');
  return shown === '' ? message : `${shown}: ${message}`;
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-4 */
function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
