import Bowser from 'bowser';

/** Names that people know better than the library's. */
const names: Readonly<Record<string, string>> = { 'Microsoft Edge': 'Edge', 'Chrome OS': 'ChromeOS' };

/** What a `User-Agent` header says of browser and system; for a program its own name is in `product`. */
export function deviceOf(userAgent: string): { browser: string; system: string } | { product: string } {
  if (userAgent === '') return { product: '' };
  const parsed = Bowser.getParser(userAgent);
  const browser = parsed.getBrowserName();
  // iPhone and iPad say more than iOS; the models of other makers are codes.
  const { vendor, model } = parsed.getPlatform();
  const system = vendor === 'Apple' && model !== undefined ? model : parsed.getOSName();
  if (!browser || !system) return { product: userAgent.slice(0, 60) };
  return { browser: names[browser] ?? browser, system: names[system] ?? system };
}
