import { notFound } from 'next/navigation';
import { WorkflowEditor } from '#components/editor/workflow-editor.tsx';
import { isId } from '#lib/shared/ids.ts';
import { pageTitle } from '../../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('workflows');

export default async function WorkflowEditorPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!isId(id)) notFound();
  return <WorkflowEditor workflowId={id} />;
}
