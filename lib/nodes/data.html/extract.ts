import { load, type CheerioAPI } from 'cheerio';

export interface WantedValue {
  name: string;
  selector: string;
  take: 'text' | 'html' | 'attribute';
  attribute?: string | undefined;
  all: boolean;
}

export interface ExtractRequest {
  html: string;
  values: readonly WantedValue[];
}

export type Extracted =
  | { ok: true; output: Record<string, string | null | (string | null)[]> }
  | { ok: false; fault: 'selector'; index: number; message: string }
  | { ok: false; fault: 'too_deep' | 'too_large' };

/** Most characters of everything that is taken. */
const MAX_CHARS = 10 * 1024 * 1024;

class TooLarge extends Error {}

/** What the selectors find in a page. Takes as long as it takes: run it where it can be ended. */
export function extract({ html, values }: ExtractRequest): Extracted {
  let index = -1;
  let left = MAX_CHARS;
  try {
    const $ = load(html);
    const output = values.map((wanted, at) => {
      index = at;
      const matches = $(wanted.selector).toArray();
      const taken = (wanted.all ? matches : matches.slice(0, 1)).map((match) => {
        const text = take($, match, wanted);
        left -= text?.length ?? 0;
        if (left < 0) throw new TooLarge();
        return text;
      });
      return [wanted.name, wanted.all ? taken : (taken[0] ?? null)] as const;
    });
    return { ok: true, output: Object.fromEntries(output) };
  } catch (error) {
    if (error instanceof TooLarge) return { ok: false, fault: 'too_large' };
    if (error instanceof RangeError || index < 0) return { ok: false, fault: 'too_deep' };
    return { ok: false, fault: 'selector', index, message: (error as Error).message.slice(0, 300) };
  }
}

function take($: CheerioAPI, match: Parameters<CheerioAPI>[0], wanted: WantedValue): string | null {
  const element = $(match as never);
  if (wanted.take === 'text') return element.text().trim();
  if (wanted.take === 'html') return element.html();
  return element.attr(wanted.attribute ?? '') ?? null;
}
