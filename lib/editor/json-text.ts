/** `unquoted`: an expression stands where JSON wants a text in quotes. `place`: where reading stopped, if that is known. */
export interface JsonFault {
  unquoted: boolean;
  place: { line: number; column: number } | null;
}
/** What was typed into a JSON field. */
export type ParsedJsonText = { ok: true; value: unknown } | ({ ok: false } & JsonFault);

/**
 * Reads a JSON field. An empty one is `undefined`; with `template`, a text that is one `{{ }}` may stand without
 * quotes.
 */
export function parseJsonText(text: string, template: boolean): ParsedJsonText {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(trimmed) as unknown };
  } catch (error) {
    if (template && trimmed.startsWith('{{') && trimmed.endsWith('}}')) return { ok: true, value: trimmed };
    const unquoted = template && /[:,[]\s*\{\{/.test(trimmed);
    return { ok: false, unquoted, place: placeIn(String(error)) };
  }
}

/** Engines say `line 3 column 5`, in English; at the end of the text they say no place. */
function placeIn(message: string): JsonFault['place'] {
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  return line && column ? { line: Number(line), column: Number(column) } : null;
}

/** The text in which a value is edited. */
export function jsonTextOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string' && value.startsWith('{{') && value.endsWith('}}')) return value;
  return JSON.stringify(value, null, 2);
}
