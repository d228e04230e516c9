import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

type Oklch = [lightness: number, chroma: number, hue: number];

const css = readFileSync(path.join(import.meta.dirname, 'globals.css'), 'utf8');

function tokensOf(selector: string): Map<string, Oklch> {
  const block = css.slice(css.indexOf(`\n${selector} {`)).split('\n}')[0] ?? '';
  const tokens = new Map<string, Oklch>();
  for (const [, name, l, c, h] of block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)) {
    if (name) tokens.set(name, [Number(l), Number(c), Number(h)]);
  }
  return tokens;
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour, by Ottosson's matrices; outside sRGB it is clipped as browsers do. */
function luminance([l, c, h]: Oklch): number {
  const [a, b] = [c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)];
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Oklch, other: Oklch): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const onEverySurface = ['ink', 'muted', 'faint', 'accent-text', 'success', 'running', 'warning', 'error'];
const surfaces = ['canvas', 'surface', 'subtle'];
const categories = ['trigger', 'logic', 'data', 'integration', 'ai', 'human', 'output'];
const pairs = [
  ...onEverySurface.flatMap((text) => surfaces.map((surface) => [text, surface] as const)),
  ...['success', 'running', 'warning', 'error'].map((state) => [state, `${state}-subtle`] as const),
  ...['ink', 'muted'].map((text) => [text, 'hover'] as const),
  ...categories.map((category) => ['surface', `cat-${category}`] as const),
  ['ink', 'accent-subtle'] as const,
  ['muted', 'accent-subtle'] as const,
  ['accent-text', 'accent-subtle'] as const,
  ['faint', 'accent-subtle'] as const,
  ['faint', 'hover'] as const,
  ['accent-fg', 'accent'] as const,
  ['accent-fg', 'accent-hover'] as const,
  ['error-fg', 'error'] as const,
];

describe('contrast of the tokens', () => {
  it('computes what WCAG says of black on white', () => {
    expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
  });

  for (const [theme, selector] of [
    ['light', ':root'],
    ['dark', '.dark'],
  ] as const) {
    const tokens = tokensOf(selector);
    it.each(pairs)(`${theme}: %s on %s is readable`, (text, surface) => {
      const [one, other] = [tokens.get(text), tokens.get(surface)];
      if (!one || !other) throw new Error(`No token ${one ? surface : text} in ${selector}`);
      expect(contrast(one, other)).toBeGreaterThanOrEqual(4.5);
    });
  }

  it('defines the same colours in both themes', () => {
    expect([...tokensOf('.dark').keys()].sort()).toEqual([...tokensOf(':root').keys()].sort());
  });
});
