const MOST = 100;

/** What is offered for an argument while it is typed. */
export interface OfferedValues {
  values: string[];
  total: number;
  hasMore: boolean;
}

/** Suggestions as they stand in a config, separated by commas. */
export function suggestionsOf(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '');
}

/** Those that begin with what was typed, then those that contain it; capital letters or not. */
export function offered(suggestions: readonly string[], typed: string): OfferedValues {
  const wanted = typed.toLowerCase();
  const places = suggestions.map((one) => ({ one, place: one.toLowerCase().indexOf(wanted) }));
  const values = [...places.filter(({ place }) => place === 0), ...places.filter(({ place }) => place > 0)];
  return {
    values: values.slice(0, MOST).map(({ one }) => one),
    total: values.length,
    hasMore: values.length > MOST,
  };
}
