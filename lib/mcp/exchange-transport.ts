import {
  PerRequestHTTPServerTransport,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type MessageClassification,
  type TransportSendOptions,
} from '@modelcontextprotocol/server';
import { refusalOf } from './mcp-fault.ts';
import type { Reply } from './reply.ts';

/**
 * The SDK's single-exchange transport, writing straight to the Node response instead of building a web `Response`
 * first (a quarter of the cost of a call). Serves one request, then is dropped with its server.
 */
export class ExchangeTransport extends PerRequestHTTPServerTransport {
  readonly #reply: Reply;
  readonly #requestClassification: MessageClassification;
  #finished = false;

  constructor(classification: MessageClassification, reply: Reply) {
    super({ classification, keepAliveMs: 0 });
    this.#requestClassification = classification;
    this.#reply = reply;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Hands the request to the connected server; its answer comes back through `send`. */
  deliver(message: JSONRPCRequest): void {
    this.onmessage?.(message, { classification: this.#requestClassification });
  }

  override async send(message: JSONRPCMessage, _options?: TransportSendOptions): Promise<void> {
    if (this.#finished) return;
    if (!('result' in message) && !('error' in message)) return this.#reply.notify(message);
    this.#finished = true;
    this.#reply.finish(message, 'error' in message ? refusalOf(message.error.data) : undefined);
  }
}
