import { Suspense } from 'react';
import { ExecutionsView } from '#components/executions/executions-view.tsx';
import { pageTitle } from '../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('executions');

export default function ExecutionsPage() {
  return (
    <Suspense>
      <ExecutionsView />
    </Suspense>
  );
}
