'use client';
import { useTranslations } from 'next-intl';
import { Dialog, DialogContent } from '../ui/index.ts';
import { ConnectPanel, type ConnectedServer } from './connect-panel.tsx';

/** How to reach a server from an assistant. `server: null` is closed. */
export function ConnectDialog({ server, onClose }: { server: ConnectedServer | null; onClose: () => void }) {
  const t = useTranslations('connect');
  return (
    <Dialog open={server !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {server ? (
        <DialogContent size="lg" title={t('title', { name: server.name })} description={t('description')}>
          <ConnectPanel server={server} />
        </DialogContent>
      ) : null}
    </Dialog>
  );
}
