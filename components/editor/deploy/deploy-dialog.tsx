'use client';
import { useTranslations } from 'next-intl';
import { Dialog, DialogContent } from '#components/ui/index.ts';
import { offersAnything } from '#lib/client/server-offer.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { DeployForm } from './deploy-form.tsx';
import { DeployedView } from './deployed-view.tsx';
import { useDeploy } from './use-deploy.ts';

/** Deploy: what is in the way, a message, and afterwards how to connect. */
export function DeployDialog() {
  const { ui } = useSession();
  const open = useUi((state) => state.deployOpen);
  return (
    <Dialog open={open} onOpenChange={(deployOpen) => ui.setState({ deployOpen })}>
      {open ? <DeployContent /> : null}
    </Dialog>
  );
}

function DeployContent() {
  const t = useTranslations('editor.deploy');
  const { ui } = useSession();
  const { state, deploy } = useDeploy();
  const hasErrors = useEditor((store) => store.problems.some((problem) => problem.severity === 'error'));
  const close = () => ui.setState({ deployOpen: false });
  if (state.kind === 'live') {
    return (
      <DialogContent
        size="lg"
        title={t('liveTitle', { version: state.deployment.version })}
        description={t(!offersAnything(state.deployment) ? 'liveNoTool' : state.first ? 'liveHelp' : 'liveAgainHelp')}
      >
        <DeployedView deployment={state.deployment} createKeyNow={state.first} />
      </DialogContent>
    );
  }
  return (
    <DialogContent title={t('title')} description={hasErrors ? t('blocked') : t('help')}>
      <DeployForm state={state} onDeploy={deploy} onVisit={close} />
    </DialogContent>
  );
}
