import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');

test('every form of the interface is a Form, which takes no text that would be lost', () => {
  const files = ['app', 'components'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => path.join(folder, name)),
  );
  const having = (tag: RegExp) => files.filter((file) => tag.test(readFileSync(path.join(root, file), 'utf8')));
  expect(having(/<form\b/)).toEqual([path.join('components', 'ui', 'form.tsx')]);
  expect(having(/<Form\b/).length).toBeGreaterThan(15);
});
