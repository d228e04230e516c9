import type { ReactNode } from 'react';
import { AppShell } from '#components/layout/app-shell.tsx';
import { WorkspaceProvider } from '#components/layout/workspace-context.tsx';
import { requireWorkspace } from '../../page-session.ts';

interface WorkspaceLayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

export default async function WorkspaceLayout({ params, children }: WorkspaceLayoutProps) {
  const { workspace, user } = await requireWorkspace((await params).workspace);
  return (
    <WorkspaceProvider workspace={workspace} user={user}>
      <AppShell>{children}</AppShell>
    </WorkspaceProvider>
  );
}
