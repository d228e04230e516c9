import { tryApiKey } from '#lib/connectors/api-key/try.ts';
import { tryBasic } from '#lib/connectors/basic/try.ts';
import { tryBearer } from '#lib/connectors/bearer/try.ts';
import { tryHeaderSet } from '#lib/connectors/header-set/try.ts';
import { tryPostgres } from '#lib/connectors/postgres/try.ts';
import { trySmtp } from '#lib/connectors/smtp/try.ts';
import { trySigningSecret } from '#lib/connectors/signing-secret/try.ts';
import type { AnyConnectorTrial, ConnectorTrial } from '#lib/kit/connector-trial.ts';
import type { connectors, ConnectorId } from './connectors.ts';

/** How each connector is tried. Server only. A missing one does not compile. */
const trials: { readonly [T in ConnectorId]: ConnectorTrial<(typeof connectors)[T]> } = {
  bearer: tryBearer,
  apiKey: tryApiKey,
  basic: tryBasic,
  headers: tryHeaderSet,
  postgres: tryPostgres,
  smtp: trySmtp,
  signingSecret: trySigningSecret,
};

export function trialOf(connector: string): AnyConnectorTrial | undefined {
  return Object.hasOwn(trials, connector) ? (trials[connector as ConnectorId] as AnyConnectorTrial) : undefined;
}
