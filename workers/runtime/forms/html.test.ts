import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { names, prose } from '../../../e2e/hostile/corpus.ts';
import { attribute, markup } from './html.ts';

describe('markup', () => {
  it.each([...names, prose, 'nul\0byte'])('%j is text, and the value of an attribute', (text) => {
    const page = load(markup`<p title="${text}"${attribute('data-x', text)}>${text}</p>`.text, null, false);
    const shown = text.replaceAll('\0', '\uFFFD').replace(/\r\n?/g, '\n');
    expect(page.root().children()).toHaveLength(1);
    expect(page('p').children()).toHaveLength(0);
    expect([page('p').text(), page('p').attr('title'), page('p').attr('data-x')]).toEqual([shown, shown, shown]);
  });

  it('joins lists, keeps what is markup, and leaves nothing of nothing', () => {
    const items = ['a', '<b>'].map((text) => markup`<li>${text}</li>`);
    expect(markup`${items}${null}${undefined}${false}${0}`.text).toBe('<li>a</li><li>&lt;b&gt;</li>0');
    expect([attribute('x', null).text, attribute('x', false).text, attribute('x', true).text]).toEqual(['', '', ' x']);
    expect(attribute('x', '').text).toBe(' x=""');
  });
});
