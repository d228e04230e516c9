import { notFound, redirect } from 'next/navigation';
import { formEntrance } from '#lib/server/form-entrance.ts';
import { requireWorkspace } from '../../../../page-session.ts';

/** Sends a member on to a form of their workspace, and whoever is not signed in to sign in first. */
export async function GET(request: Request, { params }: { params: Promise<{ workspace: string; path: string }> }) {
  const { workspace, path } = await params;
  const { workspace: own } = await requireWorkspace(workspace);
  const isTest = new URL(request.url).searchParams.get('test') === '1';
  redirect((await formEntrance(own.slug, path, isTest)) ?? notFound());
}
