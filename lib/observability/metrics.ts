import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type CounterConfiguration,
  type GaugeConfiguration,
  type HistogramConfiguration,
} from 'prom-client';
import type { ProcessRole } from './logger.ts';

/**
 * The metrics of one process. Names get the prefix `toolwright_`; label values must come from closed sets (never an id,
 * a name or a path that a tenant chose), so that memory stays bounded.
 */
export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string>(options: CounterConfiguration<Label>): Counter<Label>;
  gauge<Label extends string>(options: GaugeConfiguration<Label>): Gauge<Label>;
  histogram<Label extends string>(options: HistogramConfiguration<Label>): Histogram<Label>;
  /** The Prometheus text format and its content type, for `/metrics`. */
  render(): Promise<{ contentType: string; body: string }>;
}

/** A registry of its own, with the process's default metrics (CPU, memory, event loop delay) and the label `role`. */
export function createMetrics(role: ProcessRole): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  const named = <T extends { name: string }>(options: T) => ({
    ...options,
    name: `toolwright_${options.name}`,
    registers: [registry],
  });
  return {
    registry,
    counter: (options) => new Counter(named(options)),
    gauge: (options) => new Gauge(named(options)),
    histogram: (options) => new Histogram(named(options)),
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
