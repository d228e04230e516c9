import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import type { Bus, BusLogger } from './bus.ts';

interface Subject {
  /** Another end of the same bus, as another process would have. */
  open(logger: BusLogger): Bus;
  /** Says on the wire what no driver of ours would. */
  sendRaw(text: string): Promise<void>;
  /** Cuts every connection, as a restart of the server would. */
  cutConnections(): Promise<void>;
}

const silent: BusLogger = { warn: () => undefined };

/** What every driver has to do. Call it inside a `describe`. */
export function busConformance(subject: Subject): void {
  const buses: Bus[] = [];
  const open = (logger: BusLogger = silent): Bus => {
    const bus = subject.open(logger);
    buses.push(bus);
    return bus;
  };
  let publisher: Bus;
  let subscriber: Bus;
  beforeEach(async () => {
    publisher = open();
    subscriber = open();
    await subscriber.ready();
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });

  it('brings a message to every subscriber of its channel, the sender included, and to no other', async () => {
    const heard: string[] = [];
    const message = { workspaceId: newId() };
    await publisher.ready();
    publisher.subscribe('events', () => heard.push('own'));
    subscriber.subscribe('events', (got) => heard.push(`other ${got.workspaceId}`));
    subscriber.subscribe('watch', () => heard.push('wrong channel'));
    await publisher.publish('events', message);
    await vi.waitFor(() => expect(heard.toSorted()).toEqual([`other ${message.workspaceId}`, 'own']));
  });

  it('keeps the order of one sender', async () => {
    const workflowId = newId();
    const generations: number[] = [];
    subscriber.subscribe('server.changed', ({ generation }) => generations.push(generation));
    for (let generation = 1; generation <= 50; generation += 1) {
      await publisher.publish('server.changed', { workspaceId: workflowId, workflowId, generation });
    }
    await vi.waitFor(() => expect(generations).toHaveLength(50));
    expect(generations).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('stops with the subscription, and survives a handler that throws', async () => {
    const heard: string[] = [];
    const stop = subscriber.subscribe('events', () => heard.push('stopped'));
    subscriber.subscribe('events', () => {
      throw new Error('handler');
    });
    subscriber.subscribe('events', () => heard.push('after'));
    stop();
    await publisher.publish('events', { workspaceId: newId() });
    await vi.waitFor(() => expect(heard).toEqual(['after']));
  });

  it('refuses a message that does not fit its channel', async () => {
    await expect(publisher.publish('events', { workspaceId: 'no id' })).rejects.toThrow();
  });

  it.each([
    '',
    'nonsense',
    '{"channel":"events"}',
    '{"channel":"toString","message":{}}',
    '{"channel":"events","message":{"workspaceId":7}}',
  ])('drops what is malformed: %j', async (text) => {
    const warn = vi.fn();
    const wary = open({ warn });
    await wary.ready();
    let heard = 0;
    wary.subscribe('events', () => (heard += 1));
    await subject.sendRaw(text);
    await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(expect.anything(), 'bus: dropped a malformed message'));
    expect(heard).toBe(0);
  });

  it('comes back after its connections were cut, tells of the gap, and hears again', async () => {
    const workspaceId = newId();
    let gaps = 0;
    let heard = 0;
    subscriber.onGap(() => (gaps += 1));
    subscriber.subscribe('events', () => (heard += 1));
    await publisher.publish('events', { workspaceId });
    await vi.waitFor(() => expect(heard).toBe(1));
    await subject.cutConnections();
    await vi.waitFor(() => expect(gaps).toBe(1), { timeout: 10_000 });
    await vi.waitFor(() => publisher.publish('events', { workspaceId }), { timeout: 10_000 });
    await vi.waitFor(() => expect(heard).toBeGreaterThan(1));
  });
}
