import { notFound } from 'next/navigation';
import { ReplayView } from '#components/executions/replay/replay-view.tsx';
import { isId } from '#lib/shared/ids.ts';
import { pageTitle } from '../../../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('executions');

export default async function ReplayPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!isId(id)) notFound();
  return <ReplayView id={id} />;
}
