import { expect, test } from 'vitest';
import published from '../../docs/published-node-types.json' with { type: 'json' };
import { nodeTypeDescriptions } from './definitions.ts';
import { nodeCatalog } from './executors.ts';

const versions = Object.entries(published).flatMap(([type, numbers]) =>
  numbers.map((version): [string, number] => [type, version]),
);

test.each(versions)('%s version %i was published, so it stays executable', (type, version) => {
  expect(nodeCatalog.implementation(type, version)).toMatchObject({ execute: expect.anything() });
});

test('a new type or version is added to docs/published-node-types.json', () => {
  const here = nodeTypeDescriptions.map(({ type, version }) => `${type}@${version}`);
  const listed = versions.map(([type, version]) => `${type}@${version}`);
  expect(here.filter((each) => !listed.includes(each))).toEqual([]);
});
