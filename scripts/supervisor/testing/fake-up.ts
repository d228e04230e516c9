/** The real supervisor with stand-ins for web, runtime and worker: what `up.ts` is, minus `next build`. */
import path from 'node:path';
import { parseArguments } from '../arguments.ts';
import { createSteps } from '../steps.ts';
import { supervise } from '../supervise.ts';

const fake = path.join(import.meta.dirname, 'fake-process.ts');
const abort = new AbortController();

try {
  const supervisor = await supervise(
    {
      root: path.resolve(import.meta.dirname, '../../..'),
      given: { ...process.env, ...parseArguments(process.argv.slice(2)) },
      commands: {
        web: (_host, port) => [fake, String(port)],
        runtime: [fake, 'INTERNAL_PORT'],
        worker: [fake, 'WORKER_PORT'],
      },
      steps: createSteps((line) => console.log(line)),
      buildsWeb: false,
    },
    abort.signal,
  );
  const stop = () => void supervisor.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.once('disconnect', stop);
  console.log(`ready  web ${supervisor.config.publicUrl}  mcp ${supervisor.config.mcpPublicUrl}`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
