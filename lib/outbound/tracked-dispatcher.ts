import { Dispatcher, type Agent } from 'undici';

/** Passes one request to the pool and notes whether it was handed to a socket: before that, nothing can have happened. */
export class TrackedDispatcher extends Dispatcher {
  readonly #agent: Agent;
  sent = false;

  constructor(agent: Agent) {
    super();
    this.#agent = agent;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const note = (): void => {
      this.sent = true;
    };
    const tracked: Dispatcher.DispatchHandler = {
      onRequestStart(controller, context) {
        note();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    };
    return this.#agent.dispatch(options, tracked);
  }
}
