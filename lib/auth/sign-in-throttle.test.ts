import { throttleConformance } from './sign-in-throttle-conformance.ts';

throttleConformance(
  'memory',
  () => ({ kind: 'memory' }),
  () => Promise.resolve(),
);
