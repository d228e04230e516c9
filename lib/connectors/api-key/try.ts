import type { ConnectorTrial } from '#lib/kit/connector-trial.ts';
import { tryOverHttp } from '#lib/kit/http-connection.ts';
import type { apiKey } from './connector.ts';

export const tryApiKey: ConnectorTrial<typeof apiKey> = (context, { testUrl }) => tryOverHttp(context, testUrl);
