/** At most this many formatters are kept; making one costs about 30 us. */
const maxKept = 50;
const kept = new Map<string, unknown>();

function cached<T>(
  kind: string,
  locale: unknown,
  options: unknown,
  make: (locale: string, options: Record<string, unknown>) => T,
): T {
  const language = typeof locale === 'string' ? locale : 'en-US';
  const plain = plainOptions(options);
  const key = `${kind} ${language} ${JSON.stringify(plain)}`;
  const found = kept.get(key);
  if (found !== undefined) return found as T;
  const made = make(language, plain);
  if (kept.size >= maxKept) kept.delete(kept.keys().next().value!);
  kept.set(key, made);
  return made;
}

/** Options as texts, numbers and booleans only, so that Intl calls nothing. */
function plainOptions(options: unknown): Record<string, unknown> {
  if (typeof options !== 'object' || options === null) return {};
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  );
}

/** Compares texts; en-US unless a language is named. */
export function collator(locale: unknown, options: unknown): Intl.Collator {
  return cached('collator', locale, options, (language, plain) => new Intl.Collator(language, plain));
}

/** Writes numbers; en-US unless a language is named. */
export function numberFormat(locale: unknown, options: unknown): Intl.NumberFormat {
  return cached('number', locale, options, (language, plain) => new Intl.NumberFormat(language, plain));
}

const dateParts = [
  'weekday',
  'year',
  'month',
  'day',
  'dayPeriod',
  'hour',
  'minute',
  'second',
  'fractionalSecondDigits',
  'dateStyle',
  'timeStyle',
];
const dayDefaults = { year: 'numeric', month: 'numeric', day: 'numeric' };
const timeDefaults = { hour: 'numeric', minute: 'numeric', second: 'numeric' };

/** Writes dates; en-US and UTC unless options say otherwise. `parts` is what is shown if options name no part. */
export function dateFormat(locale: unknown, options: unknown, parts: 'all' | 'day' | 'time'): Intl.DateTimeFormat {
  return cached(`date-${parts}`, locale, options, (language, plain) => {
    const named = dateParts.some((part) => part in plain);
    const defaults = named ? {} : { ...(parts !== 'time' && dayDefaults), ...(parts !== 'day' && timeDefaults) };
    return new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...defaults, ...plain } as Intl.DateTimeFormatOptions);
  });
}
