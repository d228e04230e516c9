'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { isApiProblem } from '#lib/client/api-problem.ts';
import type { ApiClient } from '#lib/client/create-client.ts';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { useSession } from '../session/editor-context.tsx';

export type DeployState =
  | { kind: 'idle' }
  | { kind: 'working' }
  | { kind: 'failed'; message: string; traceId?: string | undefined; places: { path: string; message: string }[] }
  /** `first`: the workflow was never live before, so nobody can have a key for it yet. */
  | { kind: 'live'; deployment: Deployment; first: boolean };

const pollMs = 120;
const patienceMs = 60_000;

/** Saves, deploys, and waits until the server is live. */
export function useDeploy() {
  const t = useTranslations('editor.deploy');
  const { client, workflow, autosave } = useSession();
  const { workspace } = useWorkspaceView();
  const problemText = useProblemText();
  const said = useSaid();
  const queryClient = useQueryClient();
  const [state, setState] = useState<DeployState>({ kind: 'idle' });

  const deploy = useCallback(
    async (message: string) => {
      setState({ kind: 'working' });
      try {
        const saved = await autosave.flush();
        if (saved.kind !== 'saved') return setState({ kind: 'failed', message: t('notSaved'), places: [] });
        const first = !(await wasLive(client, workflow.id));
        const accepted = await client.call('deployWorkflow', {
          params: { id: workflow.id },
          body: message === '' ? {} : { message },
          idempotencyKey: crypto.randomUUID(),
        });
        const deployment = await untilSettled(client, accepted);
        void queryClient.invalidateQueries({ queryKey: [workspace.id] });
        if (deployment.status !== 'active') {
          return setState({
            kind: 'failed',
            message: deployment.error ? said(deployment.error).message : t('failed'),
            places: [],
          });
        }
        setState({ kind: 'live', deployment, first });
      } catch (error) {
        const { text, traceId } = problemText(error);
        const places = isApiProblem(error)
          ? error.errors.map((entry) => ({ path: entry.path, message: said(entry).message }))
          : [];
        setState({ kind: 'failed', message: text, traceId, places });
      }
    },
    [t, client, workflow, workspace.id, autosave, problemText, said, queryClient],
  );
  return { state, deploy };
}

async function wasLive(client: ApiClient, workflowId: string): Promise<boolean> {
  const { items } = await client.call('listDeployments', { query: { workflowId, limit: 50 } });
  return items.some((deployment) => deployment.deployedAt !== null);
}

async function untilSettled(client: ApiClient, accepted: Deployment): Promise<Deployment> {
  const deadline = Date.now() + patienceMs;
  let deployment = accepted;
  while ((deployment.status === 'queued' || deployment.status === 'deploying') && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    deployment = await client.call('getDeployment', { params: { id: deployment.id } });
  }
  return deployment;
}
