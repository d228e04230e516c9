import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import type { ValidationPorts } from './validation-ports.ts';

interface ConnectionFault {
  code: 'connection_not_found' | 'connection_unsuitable' | 'connection_incomplete';
  said: Said;
}

/** What is wrong with a setting that names a connection; null if nothing is, or nobody knows which there are. */
export function checkConnection(
  id: string,
  schema: JsonSchema,
  { connections }: ValidationPorts,
): ConnectionFault | null {
  if (!connections) return null;
  const known = connections.find((each) => each.id === id);
  if (!known) {
    return { code: 'connection_not_found', said: hint(say('connection_unknown'), 'hint_choose_connection') };
  }
  const suitable = schema['x-connectors'];
  if (Array.isArray(suitable) && !suitable.includes(known.connector)) {
    return {
      code: 'connection_unsuitable',
      said: hint(say('connection_kind'), 'hint_choose_one_of', { options: suitable.map(String) }),
    };
  }
  if (known.ready) return null;
  return { code: 'connection_incomplete', said: hint(say('connection_no_secret'), 'hint_enter_secret') };
}
