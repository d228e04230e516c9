import { apiKey } from '#lib/connectors/api-key/connector.ts';
import { basic } from '#lib/connectors/basic/connector.ts';
import { bearer } from '#lib/connectors/bearer/connector.ts';
import { headerSet } from '#lib/connectors/header-set/connector.ts';
import { postgres } from '#lib/connectors/postgres/connector.ts';
import { signingSecret } from '#lib/connectors/signing-secret/connector.ts';
import { smtp } from '#lib/connectors/smtp/connector.ts';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';
import { describeConnector, type ConnectorDefinition } from '#lib/kit/connector-definition.ts';

/** Every connector, in the order in which they are offered. */
export const connectors = {
  bearer,
  apiKey,
  basic,
  headers: headerSet,
  postgres,
  smtp,
  signingSecret,
} as const;
export type ConnectorId = keyof typeof connectors;

/** A connector by its id; undefined if there is none such. */
export function findConnector(id: string): ConnectorDefinition | undefined {
  const table: Readonly<Record<string, unknown>> = connectors;
  return Object.hasOwn(table, id) ? (table[id] as ConnectorDefinition) : undefined;
}

export const connectorDescriptions: readonly ConnectorDescription[] = Object.keys(connectors).map((id) =>
  describeConnector(findConnector(id)!),
);
