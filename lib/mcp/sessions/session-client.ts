import type { ClientCapabilities, Server, ServerContext } from '@modelcontextprotocol/server';
import {
  wantsLevel,
  type CallingClient,
  type ClientLogLevel,
  type ClientMessage,
} from '#lib/contracts/calling-client.ts';

/** Before a client says what it wants to hear, it hears what is not mere detail. */
const USUAL_LEVEL: ClientLogLevel = 'info';

/** A session's client, as far as runs may ask and tell it something. */
export class SessionClient {
  readonly #server: Server;
  #level: ClientLogLevel = USUAL_LEVEL;

  constructor(server: Server) {
    this.#server = server;
    server.setRequestHandler('logging/setLevel', ({ params: { level } }) => {
      this.#level = level;
      return {};
    });
  }

  /** What a run that is called now is told of it. */
  get calling(): CallingClient {
    return { answers: answersOf(this.#server.getClientCapabilities()), logLevel: this.#level };
  }

  /** Tells it a run's message on the stream of the call, unless it has changed its mind about such ones. */
  tell(context: ServerContext, { level, logger, data }: ClientMessage): void {
    if (!wantsLevel(this.#level, level)) return;
    const params = { level, data, ...(logger !== undefined && { logger }) };
    context.mcpReq.notify({ method: 'notifications/message', params }).catch(() => {});
  }
}

/** Before there were two kinds of elicitation, a client that declared it meant forms. */
function answersOf(declared: ClientCapabilities = {}): CallingClient['answers'] {
  const { elicitation, sampling, roots } = declared;
  return [
    ...(elicitation && (elicitation.form || !elicitation.url) ? (['elicitation/create'] as const) : []),
    ...(sampling ? (['sampling/createMessage'] as const) : []),
    ...(roots ? (['roots/list'] as const) : []),
  ];
}
