import { describe, expect, it } from 'vitest';
import { cutOff } from './canvas-view.ts';

const card = (id: string, x: number, y: number) => ({ id, x, y, width: 240, height: 80 });
const before = { x: 0, y: 0, zoom: 1, width: 800, height: 800 };
const after = { ...before, height: 400 };

describe('cutOff', () => {
  it('is empty when what was seen is still seen', () => {
    expect(cutOff([card('a', 0, 0), card('b', 500, 320)], before, after)).toEqual([]);
    expect(cutOff([], before, after)).toEqual([]);
  });

  it('names all that was seen when one of it is cut off', () => {
    const cards = [card('a', 0, 0), card('cut', 300, 321), card('far', 5_000, 0), card('half', 700, 0)];
    expect(cutOff(cards, before, after)).toEqual(['a', 'cut']);
  });

  it('reckons with zoom and offset', () => {
    const small = { x: 0, y: -100, zoom: 0.5 };
    expect(cutOff([card('a', 0, 900)], { ...before, ...small }, { ...after, ...small })).toEqual([]);
    expect(cutOff([card('a', 0, 921)], { ...before, ...small }, { ...after, ...small })).toEqual(['a']);
  });
});
