/** How `createJsonRules` reports a value that may not leave. It must throw. */
export type FailJson = (code: 'not_json' | 'limit_exceeded', fault: JsonFault) => never;

/** Which text of `#lib/shared/texts` says it, with its values: plain data, because it also comes out of isolates. */
export type JsonFault =
  | { reason: 'not_json'; what: string }
  | { reason: 'not_json_at'; place: string; what: string }
  | { reason: 'value_too_deep'; limit: number }
  | { reason: 'value_too_large'; mebibytes: number };

/**
 * The leaving rules (`semantics.md`, "Values, limits, versions"), as a function from any value to a JSON value.
 * `undefined` is dropped from objects and `null` elsewhere, Date is ISO text, lone surrogates become U+FFFD,
 * `__proto__` is an ordinary key; NaN, Infinity, BigInt, function, Set, Map, class instance and cycle fail, naming the
 * place. Data that is JSON already is returned as it is, uncopied.
 *
 * The function refers to nothing outside itself, because the sandbox installs its text in isolates.
 */
export function createJsonRules(
  fail: FailJson,
  isFunction: (value: unknown) => boolean,
  limits: { depth: number; bytes: number },
): (value: unknown) => unknown {
  const { isArray } = Array;
  const { getPrototypeOf, defineProperty, keys: keysOf } = Object;
  const { stringify } = JSON;
  /** Letters and signs seen so far: a lower bound of the text's bytes. */
  let size = 0;
  /** The objects on the way to the value in hand, and the key taken in each. */
  let ancestors: object[] = [];
  const trail: (string | number)[] = [];

  function place(): string {
    let text = '';
    for (let level = 0; level < ancestors.length; level++) {
      const key = trail[level]!;
      if (typeof key === 'number') text += `[${key}]`;
      else text += /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${stringify(key.slice(0, 60))}]`;
    }
    return text.startsWith('.') ? text.slice(1) : text;
  }

  const refuse = (what: string): never => {
    const at = place();
    return fail('not_json', at === '' ? { reason: 'not_json', what } : { reason: 'not_json_at', place: at, what });
  };
  const tooLarge = (): never =>
    fail('limit_exceeded', { reason: 'value_too_large', mebibytes: limits.bytes / 1024 / 1024 });

  function count(units: number): void {
    size += units;
    if (size > limits.bytes) tooLarge();
  }

  function text(value: string): string {
    count(value.length + 2);
    return value.isWellFormed() ? value : value.toWellFormed();
  }

  function visit(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return text(value);
      case 'number':
        if (!(value - value === 0)) refuse(String(value));
        count(1);
        // -0 is 0 in JSON.
        return value === 0 ? 0 : value;
      case 'boolean':
        count(4);
        return value;
      case 'undefined':
        return undefined;
      case 'object':
        return value === null ? (count(4), null) : visitObject(value);
      case 'function':
        return refuse('function');
      default:
        return refuse(typeof value);
    }
  }

  function visitObject(value: object): unknown {
    if (isFunction(value)) return refuse('function');
    if (value instanceof Date) return visitDate(value);
    if (ancestors.length >= limits.depth)
      return fail('limit_exceeded', { reason: 'value_too_deep', limit: limits.depth });
    if (ancestors.includes(value)) return refuse('cycle');
    if (!isArray(value) && !isPlain(value)) return refuse(nameOf(value));
    ancestors.push(value);
    count(2);
    const result = isArray(value) ? visitList(value) : visitPlain(value);
    ancestors.pop();
    return result;
  }

  function isPlain(value: object): boolean {
    const prototype: unknown = getPrototypeOf(value);
    return prototype === null || getPrototypeOf(prototype) === null;
  }

  function visitDate(value: Date): string {
    const time = Date.prototype.getTime.call(value);
    return time - time === 0 ? text(new Date(time).toISOString()) : refuse('invalid_date');
  }

  function visitList(list: readonly unknown[]): unknown {
    const level = ancestors.length - 1;
    let copy: unknown[] | null = null;
    count(list.length);
    for (let index = 0; index < list.length; index++) {
      const element = list[index];
      trail[level] = index;
      const left = visit(element) ?? null;
      if (copy === null && !(left === element && !Object.is(element, -0))) copy = list.slice(0, index);
      if (copy !== null) copy.push(left);
    }
    return copy ?? list;
  }

  function visitPlain(value: object): unknown {
    const source = value as Record<string, unknown>;
    const keys = keysOf(source);
    const level = ancestors.length - 1;
    let copy: Record<string, unknown> | null = null;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at]!;
      const member = source[key];
      trail[level] = key;
      const left = visit(member);
      const leftKey = text(key);
      if (copy === null && (left !== member || Object.is(member, -0) || left === undefined || leftKey !== key))
        copy = prefixOf(source, keys, at);
      if (copy !== null && left !== undefined) put(copy, leftKey, left);
    }
    return copy ?? value;
  }

  function prefixOf(source: Record<string, unknown>, keys: readonly string[], end: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (let at = 0; at < end; at++) put(copy, keys[at]!, source[keys[at]!]);
    return copy;
  }

  function put(target: Record<string, unknown>, key: string, value: unknown): void {
    if (key === '__proto__')
      defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
    else target[key] = value;
  }

  function nameOf(value: object): string {
    if (value instanceof Set) return 'set';
    if (value instanceof Map) return 'map';
    const constructor: unknown = (getPrototypeOf(value) as { constructor?: unknown }).constructor;
    return typeof constructor === 'function' && constructor.name !== '' ? `instance ${constructor.name}` : 'instance';
  }

  /** A letter takes at most six bytes (`\\u0000`), so most values need no second look. */
  function checkBytes(value: unknown): void {
    if (size * 6 <= limits.bytes) return;
    const json = stringify(value);
    let bytes = json.length;
    for (let at = 0; at < json.length; at++) {
      const unit = json.charCodeAt(at);
      // A pair of surrogates is two units and four bytes.
      if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
    }
    if (bytes > limits.bytes) tooLarge();
  }

  return (value) => {
    if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
    size = 0;
    ancestors = [];
    const left = visit(value) ?? null;
    checkBytes(left);
    return left;
  };
}
