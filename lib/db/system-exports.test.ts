import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/** Every look-up across tenants, and why it cannot name one. Add to this list only with a reason. */
const acrossTenants: Record<string, string> = {
  findUserByEmail: 'sign-in knows an address only',
  hasAccounts: 'sign-up asks whether the installation is empty',
  hasAccountsLocked: 'the same, under the lock of sign-up',
  hasAnotherOperatorLocked: 'an installation keeps an operator',
  tryAccountToken: 'a link tells which account it is about',
  findOpenInvitation: 'a link tells which workspace it is about',
  countInvitationMiss: 'follows findOpenInvitation',
  spendSignInAttempt: 'who comes back from a provider is nobody yet',
  findLinkedUserLocked: 'a provider tells which account it is about',
  deleteExpiredRows: 'sweep',
  findSessionIdentity: 'credentials tell which tenant they belong to',
  findApiKeyIdentity: 'credentials tell which tenant they belong to',
  touchApiKey: 'follows findApiKeyIdentity',
  addKeyCalls: 'a runtime counts the calls of all keys that it has served',
  putOauthArtifact: 'the authorization server remembers requests of nobody yet',
  findOauthArtifact: 'a code or token tells which grant it is of',
  consumeOauthArtifact: 'follows findOauthArtifact',
  deleteOauthArtifact: 'follows findOauthArtifact',
  deleteArtifactsOfGrant: 'follows findOauthArtifact',
  insertOauthClient: 'a client belongs to no tenant',
  findOauthClient: 'a client belongs to no tenant',
  findLiveGrants: 'credentials tell which tenant they belong to',
  extendGrant: 'follows findLiveGrants',
  touchGrants: 'follows findLiveGrants',
  findGrantOwner: 'follows findOauthArtifact',
  findOauthServer: 'the address tells which tenant is called',
  findOnlyOauthServer: 'an address without a tenant stands for the only server',
  beat: 'processes belong to no tenant',
  removeHeartbeat: 'processes belong to no tenant',
  liveProcesses: 'processes belong to no tenant',
  peerAddressOf: 'processes belong to no tenant',
  cancelRequestsOf: 'a process asks for all runs of its own',
  findServerByAddress: 'the address tells which tenant is called',
  findCollectionByAddress: 'the address tells which tenant is called',
  listServerGenerations: 'a runtime compares all that it holds',
  sampleDataKeys: 'a start asks which master keys are in use',
  dataKeysOfOtherMasters: 'rotation of the master key',
  replaceWrapping: 'rotation of the master key',
  workspacesToRotate: 'sweep',
  peopleToRotate: 'sweep',
  settleDirectRuns: 'sweep',
  recoverQueuedRuns: 'sweep',
  silentRuns: 'sweep',
  overagedRuns: 'sweep',
  orphanedRuns: 'sweep',
  untoldApprovals: 'sweep',
  takeRuns: 'workers serve workspaces in turn',
  releaseUnknown: 'a process gives back what is its own',
  ensurePartitions: 'sweep',
  silentDeployments: 'sweep',
  findListenerByAddress: 'the address tells which tenant is called',
  storeReceived: 'follows findListenerByAddress',
  findWebhookByAddress: 'the address tells which tenant is called',
  workspacesWithDueWaits: 'waits are due by time alone',
  takeDueSchedules: 'schedules are due by time alone',
  takePendingErrorRuns: 'sweep',
  purge: 'sweep',
  findErasure: 'a job names an erasure, which tells whose it is',
  dueErasures: 'sweep',
  noteErasurePass: 'follows findErasure',
  tablesOfWorkspaces: 'reads the catalogue of the database',
  makerColumns: 'reads the catalogue of the database',
  silentExports: 'sweep',
  deleteExpiredExports: 'sweep',
  instanceProcesses: 'the operator’s page',
  instanceFigures: 'the operator’s page',
  instanceWorkspaces: 'the operator’s page',
};

interface DbFunction {
  file: string;
  name: string;
  /** From its `export` to the end of the function. */
  source: string;
  /** The whole file, where its parameter types are. */
  context: string;
}

function functionsOf(folder: string): DbFunction[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .flatMap((name) => {
      const context = readFileSync(path.join(folder, name), 'utf8');
      const found = context.matchAll(/^export async function (\w+)[^]*?^\}/gm);
      return [...found].map((match) => ({ file: name, name: match[1]!, source: match[0], context }));
    });
}

test('only the listed functions look across tenants', () => {
  const names = functionsOf(path.join(import.meta.dirname, 'system')).map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(acrossTenants).sort());
});

/** Functions outside `system/` whose tenant is not a `workspaceId` of their own. */
const otherTenants: Record<string, string> = {
  claimSlug: 'its scope names the tenant',
  createUser: 'makes the person',
  insertAcceptedRuns: 'each of its rows names its own',
};

describe('every other function names its tenant', () => {
  const functions = functionsOf(import.meta.dirname);

  test('and there are many', () => expect(functions.length).toBeGreaterThan(40));

  test.each(functions)('$file $name', ({ name, source, context }) => {
    if (name in otherTenants) return;
    expect(withTypes(source, context)).toMatch(/workspaceId|workspace_id|userId/);
  });
});

/** A function's source with the declarations of its file that it refers to, and those that they refer to. */
function withTypes(source: string, context: string): string {
  const seen = new Map<string, string>();
  const collect = (text: string): void => {
    for (const [, type] of text.matchAll(/\b([A-Z]\w+)\b/g)) {
      if (seen.has(type!)) continue;
      const pattern = `^(?:export )?(?:interface ${type}\\b[^]*?^\\}|type ${type}\\b[^]*?;$)`;
      const declaration = new RegExp(pattern, 'm').exec(context)?.[0] ?? '';
      seen.set(type!, declaration);
      collect(declaration);
    }
  };
  collect(source);
  return [source, ...seen.values()].join('\n');
}
