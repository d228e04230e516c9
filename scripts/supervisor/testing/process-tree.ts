import { spawnSync } from 'node:child_process';

/** Processes that `root` started, directly or not, by `ps`: `[pid, command line]`. */
export function descendants(root: number): [number, string][] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const rows = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((row) => row !== null);
  const below = (parent: number): [number, string][] =>
    rows
      .filter((row) => Number(row[2]) === parent)
      .flatMap((row) => [[Number(row[1]), row[3]!] as [number, string], ...below(Number(row[1]))]);
  return below(root);
}
