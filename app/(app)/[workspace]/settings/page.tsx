import { Suspense } from 'react';
import { SettingsView } from '#components/settings/settings-view.tsx';
import { pageTitle } from '../../../i18n/translator.ts';

export const generateMetadata = () => pageTitle('settings');

export default function SettingsPage() {
  return (
    <Suspense>
      <SettingsView />
    </Suspense>
  );
}
