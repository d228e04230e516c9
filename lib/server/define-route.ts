import { routeDefiner } from '#lib/http/define-route.ts';
import { deps } from './deps.ts';

/** Makes a Next route handler from a contract and a use case, in this process. */
export const defineRoute = routeDefiner(() => deps().http);
