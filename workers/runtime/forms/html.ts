/** Text that is HTML already. Only `markup` and constants make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Part[] | null | false | undefined;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * HTML from a template. Every value is escaped, for text and for quoted attributes alike; lists are joined; `null`,
 * `undefined` and `false` vanish. Attributes have to be quoted.
 */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, index) => text + shown(parts[index])).join(''));
}

/** A name and value as an attribute, or nothing; `true` is the name alone. */
export function attribute(name: string, value: string | number | boolean | null | undefined): Html {
  if (value === null || value === undefined || value === false) return markup``;
  return value === true ? new Html(` ${name}`) : markup` ${new Html(name)}="${value}"`;
}

function shown(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(shown).join('');
  // U+0000 is an error in HTML wherever it stands.
  return String(part)
    .replaceAll('\0', '\uFFFD')
    .replace(/[&<>"']/g, (letter) => entities[letter]!);
}
