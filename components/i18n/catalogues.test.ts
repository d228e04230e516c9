import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTranslator } from 'next-intl';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { messagesOf } from './catalogues.ts';
import { locales } from '#lib/shared/locales.ts';

const root = path.join(import.meta.dirname, '../..');

function textsOf(value: unknown, prefix = ''): [key: string, text: string][] {
  if (typeof value === 'string') return [[prefix, value]];
  return Object.entries(value ?? {}).flatMap(([key, child]) => textsOf(child, prefix ? `${prefix}.${key}` : key));
}

/** Names of the places in a message: `{name}`, `{count, plural, ...}`, `<b>`. */
function placesOf(text: string): string[] {
  const names = [...text.matchAll(/\{\s*(\w+)\s*[,}]/g), ...text.matchAll(/<(\w+)>/g)].map((match) => match[1] ?? '');
  return [...new Set(names)].sort();
}

const english = textsOf(messagesOf('en'));
const korean = new Map(textsOf(messagesOf('ko')));

describe('the message catalogues', () => {
  it('have the same keys in every language', () => {
    expect([...korean.keys()].sort()).toEqual(english.map(([key]) => key).sort());
    expect(english.length).toBeGreaterThan(200);
  });

  it('have no empty text', () => {
    for (const locale of locales) {
      expect(textsOf(messagesOf(locale)).filter(([, text]) => text.trim() === '')).toEqual([]);
    }
  });

  // Plural branches add words in braces of their own, so only Korean's places must all exist in English.
  it('name the same places in both languages', () => {
    const wrong = english.filter(([key, text]) => {
      const known = placesOf(text);
      return placesOf(korean.get(key) ?? '').some((place) => !known.includes(place));
    });
    expect(wrong).toEqual([]);
  });

  it('are all well-formed ICU messages', () => {
    const faults: string[] = [];
    for (const locale of locales) {
      const messages = messagesOf(locale);
      const translate = createTranslator({
        locale,
        messages,
        onError: (error) => {
          if (error.message.includes('INVALID_MESSAGE')) faults.push(`${locale}: ${error.message}`);
        },
      });
      for (const [key] of textsOf(messages)) translate.raw(key as never);
      for (const [key] of textsOf(messages)) translate(key as never);
    }
    expect(faults).toEqual([]);
  });
});

/** Text between tags, and in attributes that people see or hear, in a source file. */
function hardCodedTexts(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const shown = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'description']);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{Letter}{2}/u.test(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      shown.has(node.name.getText(source)) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      /\p{Letter}{2}/u.test(node.initializer.text)
    ) {
      found.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The product's name, and examples of code, paths and expressions: the same in every language. */
const allowed = new Set(['Toolwright', 'search_issues(', '86 ms']);
const isCode = (text: string) => /^(\/|\{)/.test(text);

describe('texts in components', () => {
  const files = ['app', 'components'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx') && !name.endsWith('.test.tsx'))
      .map((name) => path.join(root, folder, name)),
  );

  it('finds the files', () => {
    expect(files.length).toBeGreaterThan(60);
  });

  it('come from the catalogue', () => {
    const texts = files.flatMap((file) =>
      hardCodedTexts(file)
        .filter((text) => !allowed.has(text) && !isCode(text))
        .map((text) => `${path.relative(root, file)}: ${text}`),
    );
    expect(texts).toEqual([]);
  });
});
