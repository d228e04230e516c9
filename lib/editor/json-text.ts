/** What was typed into a JSON field. `unquoted`: an expression stands where JSON wants a text in quotes. */
export type ParsedJsonText = { ok: true; value: unknown } | { ok: false; message: string; unquoted: boolean };

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
    return { ok: false, message: error instanceof Error ? error.message : String(error), unquoted };
  }
}

/** The text in which a value is edited. */
export function jsonTextOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string' && value.startsWith('{{') && value.endsWith('}}')) return value;
  return JSON.stringify(value, null, 2);
}
