import type { ChannelMessage, ChannelName } from './channels.ts';

/**
 * Messages to every process of the installation, the sender's own included. At most once: what is published while a
 * subscriber is cut off is lost to it, and `onGap` tells it so.
 */
export interface Bus {
  /** Resolves when the message is handed over. Rejects when the bus cannot be reached. */
  publish<C extends ChannelName>(channel: C, message: ChannelMessage<C>): Promise<void>;
  /** Returns the function that ends the subscription. A handler that throws is logged and does no harm. */
  subscribe<C extends ChannelName>(channel: C, handler: (message: ChannelMessage<C>) => void): () => void;
  /** Called after each reconnection: messages may have been missed. */
  onGap(handler: () => void): () => void;
  /** Resolves when messages are received; `publish` works before. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** The part of a logger that a driver needs. */
export interface BusLogger {
  warn(fields: object, message: string): void;
}
