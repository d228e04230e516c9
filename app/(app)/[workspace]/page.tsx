import { redirect } from 'next/navigation';

export default async function WorkspacePage({ params }: { params: Promise<{ workspace: string }> }): Promise<never> {
  redirect(`/${encodeURIComponent((await params).workspace)}/workflows`);
}
