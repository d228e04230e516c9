'use client';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { FileAddressContext } from '#components/ui/index.ts';
import { createClient, type ApiClient } from '#lib/client/create-client.ts';
import { permissions, type Permission, type Role } from '#lib/contracts/principal.ts';

/** Who looks at which workspace; found out by the server for each page. */
export interface WorkspaceView {
  workspace: { id: string; slug: string; name: string; role: Role };
  user: { id: string; name: string; email: string; /** Of the installation. */ isOperator: boolean };
}

interface WorkspaceContextValue extends WorkspaceView {
  client: ApiClient;
}

const Context = createContext<WorkspaceContextValue | null>(null);

/** Gives the pages below an API client that is bound to the workspace. */
export function WorkspaceProvider({ workspace, user, children }: WorkspaceView & { children: ReactNode }) {
  const value = useMemo(
    () => ({ workspace, user, client: createClient({ baseUrl: '', workspace: workspace.id }) }),
    [workspace, user],
  );
  return (
    <Context value={value}>
      <FileAddressContext value={value.client.fileAddress}>{children}</FileAddressContext>
    </Context>
  );
}

export function useWorkspaceView(): WorkspaceContextValue {
  const value = useContext(Context);
  if (!value) throw new Error('useWorkspaceView needs a WorkspaceProvider above it');
  return value;
}

/** The API client of the workspace in view. */
export function useClient(): ApiClient {
  return useWorkspaceView().client;
}

/** What the signed-in person may do here. It only decides what is shown: every call is checked again. */
export function useCan(): (permission: Permission) => boolean {
  const { role } = useWorkspaceView().workspace;
  return (permission) => permissions[permission].some((allowed) => allowed === role);
}
