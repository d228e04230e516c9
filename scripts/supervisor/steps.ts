/** Prints what the start is doing, each step with its time and the time since the beginning. */
export interface Steps {
  /** Runs one step; its result may say more about what happened (`'already up to date'`). */
  run<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T>;
  note(text: string): void;
}

export function createSteps(write: (line: string) => void, now: () => number = () => performance.now()): Steps {
  const begin = now();
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const stamp = () => `[${seconds(now() - begin).padStart(7)}]`;
  return {
    note: (text) => write(`${stamp()} ${text}`),
    run: async (name, work, describe) => {
      write(`${stamp()} ${name} ...`);
      const started = now();
      const result = await work();
      const detail = describe ? `: ${describe(result)}` : '';
      write(`${stamp()} ${name}${detail} (${seconds(now() - started)})`);
      return result;
    },
  };
}
