import { Suspense } from 'react';
import { WorkflowsView } from '#components/workflows/workflows-view.tsx';
import { pageTitle } from '../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('workflows');

export default function WorkflowsPage() {
  return (
    <Suspense>
      <WorkflowsView />
    </Suspense>
  );
}
