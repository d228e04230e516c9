import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';

/** The members of `world-countries` that the journey uses. */
export interface Country {
  name: { common: string };
  region: string;
  area: number;
  capital?: string[];
}

const file = createRequire(import.meta.url).resolve('world-countries/countries.json');

/** The dataset as it lies in the package. */
export function readCountries(): Country[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Country[];
}

/** A plain file server for that one file, on a free port of 127.0.0.1. */
export async function serveCountries(): Promise<{ url: string; requests: () => number; close: () => Promise<void> }> {
  const body = readFileSync(file);
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (request.url !== '/countries.json') return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/countries.json`,
    requests: () => requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
