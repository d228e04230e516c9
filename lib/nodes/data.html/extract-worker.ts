/** A thread that reads HTML. It is ended from outside when it takes too long. */
import { parentPort } from 'node:worker_threads';
import { extract, type ExtractRequest } from './extract.ts';

const port = parentPort!;
port.on('message', (request: ExtractRequest) => port.postMessage(extract(request)));
