import { table } from '../../bench/table.ts';
import { moments, type Facts, type Kill, type Victim } from './facts.ts';
import type { Fault, Finding } from './judge.ts';

const SHOWN = 12;
const LEAST_KILLS = 5;
const LEAST_INSIDE = 0.2;

const words: Record<Fault, string> = {
  lost: 'accepted runs lost',
  stuck: 'runs stuck',
  doubled: 'doubled effects or runs',
  repeated: 'finished steps run twice',
  missing: 'results missing from the log, or other there',
  untrue: 'untrue ends',
  fell: 'processes that died though nobody killed them',
  absent: 'processes that did not come back',
  orphan: 'processes left over',
};

/** What was counted, for a person. */
export function reportOf(facts: Facts, findings: readonly Finding[], victims: readonly Victim[]): string {
  return [
    runsTable(facts),
    whyNot(facts),
    killsTable(facts.kills, victims),
    faultsTable(facts, findings),
    details(findings),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Why the harm was not enough to prove anything; empty if it was. */
export function tooTame(kills: readonly Kill[], victims: readonly Victim[], short: boolean): string[] {
  const least = short ? 1 : LEAST_KILLS;
  const deaths = (victim: Victim): number => kills.filter((kill) => kill.victim === victim).length;
  const rare = victims.filter((victim) => deaths(victim) < least);
  const inside = kills.filter(({ insideRun }) => insideRun).length;
  return [
    ...rare.map((victim) => `${victim} was killed ${deaths(victim)} times only, ${least} are needed`),
    ...(inside < kills.length * LEAST_INSIDE ? [`only ${inside} of ${kills.length} kills fell inside a run`] : []),
  ];
}

function runsTable({ shots, log }: Facts): string {
  const names = [...new Set([...shots.map(({ load }) => load), ...log.map(({ workflowName }) => workflowName)])];
  const rows = names.toSorted().map((name) => {
    const of = (kind: string): string =>
      String(shots.filter(({ load, outcome }) => load === name && outcome.kind === kind).length);
    const runs = log.filter(({ workflowName }) => workflowName === name);
    const ends = Object.entries(Object.groupBy(runs, ({ status }) => status));
    const ended = ends.map(([status, list]) => `${list.length} ${status}`).join(', ');
    return [name, of('ended'), of('accepted'), of('refused'), of('unanswered'), String(runs.length), ended];
  });
  return table(['load', 'result', 'accepted', 'refused', 'no answer', 'in the log', 'ended as'], rows);
}

/** What those were told that have no run. */
function whyNot({ shots }: Facts): string {
  const told = shots.flatMap(({ outcome }) =>
    'why' in outcome ? [`${outcome.kind}: ${outcome.why.slice(0, 80)}`] : [],
  );
  const counts = Object.entries(Object.groupBy(told, (why) => why)).map(([why, list]) => [why, String(list!.length)]);
  return counts.length === 0 ? '' : table(['without a run', 'calls'], counts);
}

function killsTable(kills: readonly Kill[], victims: readonly Victim[]): string {
  const rows = victims.map((victim) => {
    const own = kills.filter((kill) => kill.victim === victim);
    const at = moments.map((moment) => String(own.filter((kill) => kill.moment === moment).length));
    return [victim, String(own.length), String(own.filter(({ insideRun }) => insideRun).length), ...at];
  });
  return table(['kill -9', 'times', 'inside a run', ...moments], rows);
}

function faultsTable({ shots, log, arrivals, settled }: Facts, findings: readonly Finding[]): string {
  const promised = shots.filter(({ outcome }) => outcome.kind === 'accepted' || outcome.kind === 'ended').length;
  const counts = (Object.keys(words) as Fault[]).map((fault) => [
    words[fault],
    String(findings.filter((finding) => finding.fault === fault).length),
  ]);
  const seen = [
    ['runs of which a client was told', String(promised)],
    ['runs in the log', String(log.length)],
    ['effects that reached the outside', String(arrivals.length)],
    ['writes without receipt that a person settled', String(settled)],
  ];
  return table(['', 'count'], [...seen, ...counts]);
}

function details(findings: readonly Finding[]): string {
  const lines = findings.slice(0, SHOWN).map(({ fault, detail }) => `${fault}: ${detail}`);
  return [...lines, ...(findings.length > SHOWN ? [`and ${findings.length - SHOWN} more`] : [])].join('\n');
}
