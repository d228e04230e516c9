import { connectorDescriptions } from '#lib/catalog/connectors.ts';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';

/** Every connector as data: the same for everybody. */
export function listIntegrations(): { items: ConnectorDescription[]; nextCursor: null } {
  return { items: [...connectorDescriptions], nextCursor: null };
}
