import { LRUCache } from 'lru-cache';
import type { KeyRights } from '#lib/contracts/principal.ts';
import type { ServedVersion } from './served-version.ts';

const KEPT = 200;
const narrowed = new WeakMap<ServedVersion, LRUCache<string, ServedVersion>>();

/**
 * A version with what a key may use of it, and nothing else: what is left out is neither listed nor found. A key for named tools has
 * no prompts and no resources; one for reading only has what changes nothing. Rights never change, so this is done once for a key.
 */
export function narrowedFor(version: ServedVersion, key: KeyRights | undefined): ServedVersion {
  if (key === undefined || (!key.tools && !key.readOnly)) return version;
  let known = narrowed.get(version);
  if (!known) narrowed.set(version, (known = new LRUCache({ max: KEPT })));
  let own = known.get(key.id);
  if (!own) known.set(key.id, (own = narrow(version, key)));
  return own;
}

function narrow(version: ServedVersion, { tools, readOnly }: KeyRights): ServedVersion {
  const named = tools ? new Set(tools) : null;
  const kept = new Map(
    [...version.tools].filter(
      ([name, tool]) => (named?.has(name) ?? true) && (!readOnly || tool.annotations?.readOnlyHint === true),
    ),
  );
  const isKept = (one: { readOnly?: boolean }): boolean => named === null && (!readOnly || one.readOnly === true);
  const prompts = new Map([...version.prompts].filter(([, prompt]) => isKept(prompt)));
  const resources = version.resources.filter(isKept);
  const uris = new Set(resources.map(({ uri, uriTemplate }) => uriTemplate ?? uri));
  return {
    ...version,
    listing: version.listing.filter(({ name }) => kept.has(name) || name === version.getRun),
    promptListing: version.promptListing.filter(({ name }) => prompts.has(name)),
    resourceListing: version.resourceListing.filter(({ uri }) => uris.has(uri)),
    templateListing: version.templateListing.filter(({ uriTemplate }) => uris.has(uriTemplate)),
    tools: kept,
    ...(version.homes && { homes: new Map([...version.homes].filter(([name]) => kept.has(name))) }),
    prompts,
    resources,
  };
}
