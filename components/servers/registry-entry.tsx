'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { serverJson } from '#lib/client/connect/server-json.ts';
import { downloadJson } from '../workflows/workflow-file.ts';
import { Button } from '../ui/index.ts';
import type { ServerTabProps } from './server-view.tsx';
import { SideCard } from './side-card.tsx';
import { useServerSettings } from './use-server.ts';

/** `server.json` for the registry, made here: it holds nothing that is not on the page. */
export function RegistryEntry({ workflow, deployment }: ServerTabProps) {
  const t = useTranslations('registry');
  const { data } = useServerSettings(deployment.workflowId);
  const save = () => {
    const { name: title, slug, description } = workflow;
    const { url, version } = deployment;
    const json = serverJson({ url, slug, title, description, version, access: data?.access ?? 'key' });
    downloadJson('server.json', json);
  };
  return (
    <SideCard
      title={t('title')}
      action={
        <Button size="sm" disabled={!data} onClick={save}>
          <Download aria-hidden />
          {t('download')}
        </Button>
      }
    >
      <p className="text-muted text-xs">{t('what')}</p>
    </SideCard>
  );
}
