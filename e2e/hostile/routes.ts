import { globSync } from 'node:fs';
import path from 'node:path';
import type { Hostile } from './seed.ts';

const APP = path.resolve(import.meta.dirname, '../../app');

/** Addresses of the pages behind a sign-in. */
export const inside = (hostile: Hostile): string[] => [
  ...addresses('(app)/**/page.tsx', hostile),
  `/${hostile.slug}/settings?section=connectedApps`,
  hostile.consent,
];

/** Addresses of all other pages. */
export const outside = (hostile: Hostile): string[] => addresses('{(auth),(marketing)}/**/page.tsx', hostile);

/** Of `app/`, for the seeded account. Throws for a page that nobody has taught it to open. */
function addresses(pattern: string, { slug, ids, invitation, consent }: Hostile): string[] {
  const ungrouped = globSync('**/page.tsx', { cwd: APP }).find((file) => !/^\((app|auth|marketing)\)\//.test(file));
  if (ungrouped) throw new Error(`routes.ts does not know the group of ${ungrouped}`);
  const pages = globSync(pattern, { cwd: APP }).sort();
  return pages.flatMap((file) => {
    const parts = path
      .dirname(file)
      .split(path.sep)
      .filter((part) => part !== '.' && !/^\(.*\)$/.test(part));
    if (parts.join('/') === 'invitation') return [new URL(invitation).pathname + new URL(invitation).hash];
    if (parts.join('/') === 'consent') return [consent];
    const folder = parts[parts.indexOf('[id]') - 1];
    const choices = parts.includes('[id]') ? ids[folder ?? ''] : [''];
    if (!choices) throw new Error(`seed.ts knows no ids for ${file}`);
    const found = choices.map((id) => `/${parts.join('/').replace('[workspace]', slug).replace('[id]', id)}`);
    const unknown = found.find((address) => address.includes('['));
    if (unknown) throw new Error(`routes.ts does not know the parts of ${file}`);
    return found;
  });
}
