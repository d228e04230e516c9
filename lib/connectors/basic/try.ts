import type { ConnectorTrial } from '#lib/kit/connector-trial.ts';
import { tryOverHttp } from '#lib/kit/http-connection.ts';
import type { basic } from './connector.ts';

export const tryBasic: ConnectorTrial<typeof basic> = (context, { testUrl }) => tryOverHttp(context, testUrl);
