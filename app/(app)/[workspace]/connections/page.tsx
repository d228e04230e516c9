import { ConnectionsView } from '#components/connections/connections-view.tsx';
import { pageTitle } from '../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('connections');

export default function ConnectionsPage() {
  return <ConnectionsView />;
}
