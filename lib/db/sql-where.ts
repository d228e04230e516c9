/** Collects the conditions and parameters of one query: `where.and('w.id = ?', id)`, each `?` is the next parameter. */
export class SqlWhere {
  readonly values: unknown[];
  readonly #conditions: string[] = [];

  /** @param values Of a query that has parameters already. */
  constructor(values: unknown[] = []) {
    this.values = values;
  }

  and(condition: string, ...values: unknown[]): this {
    let next = 0;
    const text = condition.replaceAll('?', () => this.parameter(values[next++]));
    this.#conditions.push(`(${text})`);
    return this;
  }

  /**
   * Adds a parameter and gives its place, `$n`. Postgres refuses a text with U+0000; no column holds one, so it may
   * as well look for something else that is not there.
   */
  parameter(value: unknown): string {
    this.values.push(typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value);
    return `$${this.values.length}`;
  }

  get text(): string {
    return this.#conditions.length === 0 ? 'true' : this.#conditions.join(' AND ');
  }
}

/** A pattern for ILIKE that finds `text` anywhere, its wildcards taken literally. */
export function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
