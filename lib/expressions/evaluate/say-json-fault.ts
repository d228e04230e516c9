import { say, type Said } from '#lib/shared/say.ts';
import type { JsonFault } from './json-rules.ts';

/** Why a value cannot leave, in words. */
export function sayJsonFault(fault: JsonFault): Said {
  switch (fault.reason) {
    case 'not_json':
      return say('not_json', { what: fault.what });
    case 'not_json_at':
      return say('not_json_at', { place: fault.place, what: fault.what });
    case 'value_too_deep':
      return say('value_too_deep', { limit: fault.limit });
    case 'value_too_large':
      return say('value_too_large', { mebibytes: fault.mebibytes });
  }
}
