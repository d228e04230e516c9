import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('createMetrics', () => {
  it('renders own metrics beside those of the process, with the role', async () => {
    const metrics = createMetrics('worker');
    metrics.counter({ name: 'jobs_total', help: 'Jobs', labelNames: ['result'] }).inc({ result: 'ok' });
    const { body, contentType } = await metrics.render();
    expect(body).toContain('toolwright_jobs_total{result="ok",role="worker"} 1');
    expect(body).toMatch(/process_cpu_user_seconds_total\{role="worker"\}/);
    expect(contentType).toContain('text/plain');
  });

  it('keeps registries apart', async () => {
    const first = createMetrics('web');
    first.counter({ name: 'calls_total', help: 'Calls' }).inc();
    expect((await createMetrics('web').render()).body).not.toContain('calls_total');
  });
});
