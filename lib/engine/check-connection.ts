import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { ValidationPorts } from './validation-ports.ts';

interface ConnectionFault {
  code: 'connection_not_found' | 'connection_unsuitable' | 'connection_incomplete';
  message: string;
  hint: string;
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
    return {
      code: 'connection_not_found',
      message: 'this connection does not exist, or you may not use it',
      hint: 'Choose another connection',
    };
  }
  const suitable = schema['x-connectors'];
  if (Array.isArray(suitable) && !suitable.includes(known.connector)) {
    return {
      code: 'connection_unsuitable',
      message: 'this kind of connection cannot be used here',
      hint: `Choose one of: ${suitable.join(', ')}`,
    };
  }
  if (known.ready) return null;
  return {
    code: 'connection_incomplete',
    message: 'this connection has no secret',
    hint: 'Enter its secret again, on the page Connections',
  };
}
