/** Generates the database client anew, so that the checks after it see the schema as it is. */
import { runPrisma } from '../migrations.ts';

console.log((await runPrisma(['generate'])).trim().split('\n').at(-1));
