'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocale } from 'next-intl';
import { localTemplate } from '#lib/client/localize.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Workflow, WorkflowFile, WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { catalogueTexts } from '../i18n/catalogue-texts.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

export interface WorkflowFilter {
  q?: string;
  status?: WorkflowSummary['status'];
  tag?: string;
}

const PAGE_SIZE = 50;

export function useWorkflowList(filter: WorkflowFilter) {
  const { workspace, client } = useWorkspaceView();
  return useInfiniteQuery({
    queryKey: queryKeys.workflowList(workspace.id, filter),
    queryFn: ({ pageParam, signal }) =>
      client.call('listWorkflows', { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Starters in the reader's language. */
export function useTemplates() {
  const { client } = useWorkspaceView();
  const locale = useLocale();
  return useQuery({
    queryKey: queryKeys.templates(locale),
    queryFn: async ({ signal }) => {
      const [{ items }, texts] = await Promise.all([client.call('listTemplates', { signal }), catalogueTexts(locale)]);
      return { items: items.map((template) => localTemplate(template, texts)) };
    },
    staleTime: Infinity,
  });
}

/** The changes that lists offer; each refreshes what shows workflows. */
export function useWorkflowChanges() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: queryKeys.workflows(workspace.id) });
  return {
    create: useMutation({
      mutationFn: (body: { name: string; description?: string; definition?: WorkflowDefinition }): Promise<Workflow> =>
        client.call('createWorkflow', { body }),
      onSettled,
    }),
    importFile: useMutation({
      mutationFn: (body: WorkflowFile) => client.call('importWorkflow', { body }),
      onSettled,
    }),
    update: useMutation({
      mutationFn: ({ id, ...body }: { id: string; name?: string; description?: string; tags?: string[] }) =>
        client.call('updateWorkflow', { params: { id }, body }),
      onSettled,
    }),
    duplicate: useMutation({
      mutationFn: async ({ id, name }: { id: string; name: string }) => {
        const file = await client.call('exportWorkflow', { params: { id } });
        return client.call('importWorkflow', { body: { ...file, name } });
      },
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.call('deleteWorkflow', { params: { id } }),
      onSettled,
    }),
    restore: useMutation({
      mutationFn: (id: string) => client.call('restoreWorkflow', { params: { id } }),
      onSettled,
    }),
  };
}
