import { setTimeout as sleep } from 'node:timers/promises';
import { callTool } from './raw-call.ts';

/** What became of the calls of a load. */
export interface LoadResult {
  /** Executions of answered calls, by the ids that the answers gave. */
  executionIds: string[];
  /** Calls that got no result: what the connection or the server said. */
  failures: string[];
}

export interface Load {
  /** Resolves after so many more calls have been answered in a row. */
  answersAgain(inARow: number): Promise<void>;
  /** Starts no more calls, waits for those under way. */
  end(): Promise<LoadResult>;
}

const CALLERS = 3;
const PAUSE_MS = 20;
const CALL_LIMIT_MS = 15_000;

/** Light load on the tool `echo`: three callers, each call over a connection of its own. */
export function startLoad(url: string, key: string): Load {
  const result: LoadResult = { executionIds: [], failures: [] };
  let inARow = 0;
  let ended = false;
  const callOnce = async (text: string): Promise<void> => {
    try {
      const answer = await callTool(url, key, ['echo', { text }], CALL_LIMIT_MS);
      const right = !answer.isError && (answer.output as { text?: string } | undefined)?.text === text;
      if (answer.status !== 200 || !right) throw new Error(`HTTP ${answer.status}, ${JSON.stringify(answer)}`);
      if (answer.executionId === null) throw new Error('the answer names no execution');
      result.executionIds.push(answer.executionId);
      inARow += 1;
    } catch (error) {
      result.failures.push((error as Error).message);
      inARow = 0;
    }
  };
  const caller = async (number: number): Promise<void> => {
    for (let count = 0; !ended; count += 1) {
      await callOnce(`${number}-${count}`);
      await sleep(PAUSE_MS);
    }
  };
  const callers = Array.from({ length: CALLERS }, (_, number) => caller(number));
  return {
    answersAgain: async (wanted) => {
      inARow = 0;
      while (inARow < wanted) await sleep(PAUSE_MS);
    },
    end: async () => {
      ended = true;
      await Promise.all(callers);
      return result;
    },
  };
}
