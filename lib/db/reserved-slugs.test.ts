import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isReservedWorkspaceSlug } from './slugs.ts';

const app = path.resolve(import.meta.dirname, '../../app');

/** First path segments of the web app: folders, those inside route groups too. */
function firstSegments(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => (name.startsWith('(') ? firstSegments(path.join(folder, name)) : [name]))
    .filter((name) => /^[a-z0-9-]+$/.test(name));
}

test('no workspace can take the address of a page', () => {
  const routed = firstSegments(app).filter((name) => name !== 'i18n');
  expect(routed).toContain('api');
  expect(routed.filter((name) => !isReservedWorkspaceSlug(name))).toEqual([]);
});

test('ordinary names are free', () => {
  for (const slug of ['acme', 'ada-lovelace', 'home-office']) expect(isReservedWorkspaceSlug(slug)).toBe(false);
});
