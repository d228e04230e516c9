import type { Tool } from '@modelcontextprotocol/server';

/** What a server is asked by for a run that an earlier answer named; with a number behind it, where a tool has that name. */
const NAME = 'get_run';

export function getRunName(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? NAME : `${NAME}_${number}`;
    if (!taken.has(name)) return name;
  }
}

export function getRunListing(name: string): Tool {
  return {
    name,
    title: 'Get the result of a run',
    description:
      'Tells what became of a run that an earlier answer of this server named with its id: its result once it has ended, else what it waits for. Call it again later while the run is not finished.',
    inputSchema: {
      type: 'object',
      properties: { runId: { type: 'string', description: 'The id of the run, as the earlier answer gave it' } },
      required: ['runId'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  };
}
