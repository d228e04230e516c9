import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { ServerView } from '#components/servers/server-view.tsx';
import { isId } from '#lib/shared/ids.ts';
import { pageTitle } from '../../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('servers');

export default async function ServerPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!isId(id)) notFound();
  return (
    <Suspense>
      <ServerView workflowId={id} />
    </Suspense>
  );
}
