import type { ConnectorTrial } from '#lib/kit/connector-trial.ts';
import { tryOverHttp } from '#lib/kit/http-connection.ts';
import type { bearer } from './connector.ts';

export const tryBearer: ConnectorTrial<typeof bearer> = (context, { testUrl }) => tryOverHttp(context, testUrl);
