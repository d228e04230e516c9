import { notFound } from 'next/navigation';
import { ExecutionView } from '#components/executions/execution-view.tsx';
import { isId } from '#lib/shared/ids.ts';
import { pageTitle } from '../../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('executions');

export default async function ExecutionPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!isId(id)) notFound();
  return <ExecutionView id={id} />;
}
