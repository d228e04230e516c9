import type { ConnectorTrial } from '#lib/kit/connector-trial.ts';
import { tryOverHttp } from '#lib/kit/http-connection.ts';
import type { headerSet } from './connector.ts';

export const tryHeaderSet: ConnectorTrial<typeof headerSet> = (context, { testUrl }) => tryOverHttp(context, testUrl);
