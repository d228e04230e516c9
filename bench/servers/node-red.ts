/**
 * Node-RED, embedded as its documentation says: "http in", a function that takes the text out of the body, "http
 * response". `NODE_RED` is a folder where it is installed. It records nothing.
 */
import type { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface NodeRed {
  init(server: unknown, settings: object): void;
  start(): Promise<void>;
  httpNode: RequestListener;
  events: EventEmitter;
}

const load = createRequire(path.join(process.env['NODE_RED'] ?? '.', 'package.json'));
const RED = load('node-red') as NodeRed;
const express = createRequire(load.resolve('node-red'))('express') as () => RequestListener & {
  use(handler: RequestListener): void;
};

const userDir = mkdtempSync(path.join(tmpdir(), 'toolwright-node-red-'));
process.on('exit', () => rmSync(userDir, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit(0));

const place = { z: 'flow', x: 0, y: 0 };
const func = 'msg.payload = { text: msg.payload.text };\nreturn msg;';
const flows = [
  { id: 'flow', type: 'tab', label: 'Bench', disabled: false },
  { ...place, id: 'in', type: 'http in', url: '/hook', method: 'post', upload: false, wires: [['text']] },
  { ...place, id: 'text', type: 'function', func, outputs: 1, libs: [], wires: [['out']] },
  { ...place, id: 'out', type: 'http response', statusCode: '', headers: {}, wires: [] },
];
writeFileSync(path.join(userDir, 'flows.json'), JSON.stringify(flows));

const app = express();
const server = createServer(app);
const nothing = { level: 'off', metrics: false, audit: false };
const settings = {
  httpAdminRoot: false,
  httpNodeRoot: '/',
  userDir,
  flowFile: 'flows.json',
  logging: { console: nothing },
};
RED.init(server, settings);
app.use(RED.httpNode);
const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
await RED.start();
await started;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', (message) => {
  if (message === 'usage') process.send?.({ cpuUs: process.cpuUsage(), rss: process.memoryUsage().rss });
});
