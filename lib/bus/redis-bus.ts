import { Redis } from 'ioredis';
import type { Bus, BusLogger } from './bus.ts';
import { Dispatcher, toWire } from './dispatcher.ts';

const CHANNEL = 'toolwright:bus';

interface RedisBusOptions {
  redisUrl: string;
  logger: BusLogger;
}

/** Redis publish/subscribe. ioredis reconnects and subscribes again by itself; each return is a gap. */
export function createRedisBus(options: RedisBusOptions): Bus {
  const dispatcher = new Dispatcher(options.logger);
  const publisher = connect(options);
  let subscriber: Redis | null = null;
  let ready: Promise<void> | null = null;

  const start = (): Promise<void> => {
    ready ??= (async () => {
      subscriber = connect(options);
      subscriber.on('message', (_, text) => dispatcher.receive(text));
      await subscriber.subscribe(CHANNEL);
      subscriber.on('ready', () => dispatcher.gap());
    })();
    ready.catch((error: unknown) => options.logger.warn({ err: error }, 'bus: cannot subscribe'));
    return ready;
  };

  return {
    publish: async (channel, message) => {
      await publisher.publish(CHANNEL, toWire(channel, message));
    },
    subscribe: (channel, handler) => {
      void start().catch(() => undefined);
      return dispatcher.subscribe(channel, handler);
    },
    onGap: (handler) => dispatcher.onGap(handler),
    ready: start,
    close: async () => {
      publisher.disconnect();
      subscriber?.disconnect();
    },
  };
}

function connect(options: RedisBusOptions): Redis {
  const redis = new Redis(options.redisUrl, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1_000),
  });
  redis.on('error', (error) => options.logger.warn({ err: error }, 'bus: Redis connection'));
  return redis;
}
