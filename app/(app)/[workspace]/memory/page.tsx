import { MemoryView } from '#components/memory/memory-view.tsx';
import { pageTitle } from '../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('memory');

export default function MemoryPage() {
  return <MemoryView />;
}
