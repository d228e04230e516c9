import {
  isJSONRPCErrorResponse,
  isJSONRPCResultResponse,
  WebStandardStreamableHTTPServerTransport,
  type JSONRPCMessage,
  type RequestId,
  type WebStandardStreamableHTTPServerTransportOptions,
} from '@modelcontextprotocol/server';

/** The SDK's transport for a session, which also says which requests are answered. */
export class SessionTransport extends WebStandardStreamableHTTPServerTransport {
  readonly #answered: (id: RequestId) => void;

  constructor(options: WebStandardStreamableHTTPServerTransportOptions, answered: (id: RequestId) => void) {
    super(options);
    this.#answered = answered;
  }

  override send(message: JSONRPCMessage, options?: { relatedRequestId?: RequestId }): Promise<void> {
    const answers = isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
    if (answers && message.id !== undefined) this.#answered(message.id);
    return super.send(message, options);
  }
}
