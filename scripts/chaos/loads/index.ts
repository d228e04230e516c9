import { approvals } from './approval.ts';
import { disk } from './disk.ts';
import type { Load } from './load.ts';
import { loop } from './loop.ts';
import { queued } from './queued.ts';
import { schedule } from './schedule.ts';
import { sync } from './sync.ts';
import { tool } from './tool.ts';
import { wait } from './wait.ts';
import { webhooks } from './webhook.ts';

/** Everything that starts runs. */
export const loads: readonly Load[] = [tool, sync, queued, loop, wait, ...approvals, ...webhooks, schedule, disk];
