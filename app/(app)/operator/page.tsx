import { notFound } from 'next/navigation';
import { OperatorView } from '#components/operator/operator-view.tsx';
import { currentIdentity } from '#lib/server/current-identity.ts';
import { visitorOperates } from '#lib/server/operator-visitor.ts';
import { pageTitle } from '../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('operator');

/** For everybody but the operator there is no such page. */
export default async function OperatorPage() {
  if (!(await visitorOperates(await currentIdentity()))) notFound();
  return <OperatorView />;
}
