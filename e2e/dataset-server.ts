import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const files = {
  '/continents.json': require.resolve('country-json/src/country-by-continent.json'),
  '/population.json': require.resolve('country-json/src/country-by-population.json'),
} as const;

/** A country of the dataset `country-json`, put together from its two files. */
export interface Country {
  name: string;
  region: string;
  population: number;
}

/** Countries that stand in both files. */
export function readCountries(): Country[] {
  const read = (file: keyof typeof files): unknown => JSON.parse(readFileSync(files[file], 'utf8'));
  const regions = read('/continents.json') as { country: string; continent: string }[];
  const regionOf = new Map(regions.map(({ country, continent }) => [country, continent]));
  const people = read('/population.json') as { country: string; population: number }[];
  return people.flatMap(({ country, population }) => {
    const region = regionOf.get(country);
    return region === undefined ? [] : [{ name: country, region, population }];
  });
}

/** A plain file server for the dataset, on a free port of 127.0.0.1. */
export async function serveCountries(): Promise<{
  continents: string;
  population: string;
  requests: () => number;
  close: () => Promise<void>;
}> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const file = Object.entries(files).find(([path]) => path === request.url)?.[1];
    if (file === undefined) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    continents: `${origin}/continents.json`,
    population: `${origin}/population.json`,
    requests: () => requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
