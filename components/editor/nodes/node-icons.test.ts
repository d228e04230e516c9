import { expect, it } from 'vitest';
import { nodeTypeDescriptions } from '#lib/catalog/definitions.ts';
import { nodeIcons } from './node-icons.ts';

it.each(nodeTypeDescriptions.map(({ type, icon }) => [type, icon]))('%s has its icon (%s)', (_type, icon) => {
  expect(Object.keys(nodeIcons)).toContain(icon);
});
