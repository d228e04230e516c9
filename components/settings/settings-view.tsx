'use client';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ComponentType } from 'react';
import type { Permission } from '#lib/contracts/principal.ts';
import type { Messages } from '../i18n/catalogues.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan } from '../layout/workspace-context.tsx';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '../ui/index.ts';
import { ApiKeysSection } from './api-keys-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { AuditSection } from './audit-section.tsx';
import { ConnectedAppsSection } from './connected-apps-section.tsx';
import { MembersSection } from './members-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { VariablesSection } from './variables-section.tsx';
import { UsageSection } from './usage-section.tsx';
import { WorkspaceSection } from './workspace-section.tsx';

interface SettingsTab {
  /** In the address; its title is the text `settings.{id}`. */
  id: keyof Messages['settings'];
  Content: ComponentType;
  /** Without it the tab is not shown; the calls behind it check again. */
  needs?: Permission;
}

const tabs: readonly SettingsTab[] = [
  { id: 'profile', Content: ProfileSection },
  { id: 'security', Content: SecuritySection },
  { id: 'apiKeys', Content: ApiKeysSection },
  { id: 'connectedApps', Content: ConnectedAppsSection },
  { id: 'variables', Content: VariablesSection },
  { id: 'appearance', Content: AppearanceSection },
  { id: 'workspace', Content: WorkspaceSection },
  { id: 'members', Content: MembersSection },
  { id: 'usage', Content: UsageSection },
  { id: 'audit', Content: AuditSection, needs: 'audit:read' },
];

/** One's own account and keys, how the app looks, and the workspace's affairs. The section is in the address. */
export function SettingsView() {
  const t = useTranslations('settings');
  const can = useCan();
  const router = useRouter();
  const pathname = usePathname();
  const asked = useSearchParams().get('section');
  const section = tabs.find(({ id }) => id === asked)?.id ?? 'profile';
  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs value={section} onValueChange={(next) => router.replace(`${pathname}?section=${next}`, { scroll: false })}>
        <TabsList aria-label={t('sections')}>
          {tabs.map(({ id, needs }) =>
            needs && !can(needs) ? null : (
              <TabsTrigger key={id} value={id}>
                {t(id)}
              </TabsTrigger>
            ),
          )}
        </TabsList>
        {tabs.map(({ id, Content }) => (
          <TabsContent key={id} value={id} className="pt-6">
            <Content />
          </TabsContent>
        ))}
      </Tabs>
    </>
  );
}
