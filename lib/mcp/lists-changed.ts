import { isDeepStrictEqual } from 'node:util';
import type { ServedVersion } from './served-version.ts';

/** Which lists of a server are other ones than before. */
export interface ListsChanged {
  tools: boolean;
  prompts: boolean;
  resources: boolean;
}

export function listsChanged(before: ServedVersion, after: ServedVersion): ListsChanged {
  const differ = (list: (version: ServedVersion) => unknown): boolean => !isDeepStrictEqual(list(before), list(after));
  return {
    tools: differ(({ listing }) => listing),
    prompts: differ(({ promptListing }) => promptListing),
    resources: differ(({ resourceListing, templateListing }) => [resourceListing, templateListing]),
  };
}
