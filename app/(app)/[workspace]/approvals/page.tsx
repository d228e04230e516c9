import { ApprovalsView } from '#components/approvals/approvals-view.tsx';
import { pageTitle } from '../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('approvals');

export default function ApprovalsPage() {
  return <ApprovalsView />;
}
