'use client';
import {
  ArrowLeft,
  CircleX,
  History,
  Keyboard,
  PanelLeft,
  Play,
  Redo2,
  Rocket,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { Button, IconButton, Popover, PopoverContent, PopoverTrigger, Tooltip } from '#components/ui/index.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { VersionsPanel } from '../versions/versions-panel.tsx';
import { SaveStatus } from './save-status.tsx';
import { WorkflowName } from './workflow-name.tsx';

/** Name and state on the left, actions on the right. */
export function TopBar({ name }: { name: string }) {
  const t = useTranslations('editor.bar');
  const { workspace } = useWorkspaceView();
  const { ui } = useSession();
  const paletteOpen = useUi((state) => state.paletteOpen);
  return (
    <header className="border-line bg-surface flex h-12 shrink-0 items-center gap-1 border-b px-2">
      <Tooltip content={t('back')} side="bottom">
        <Button asChild variant="ghost" className="size-8 p-0">
          <Link href={`/${workspace.slug}/workflows`} aria-label={t('back')}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
      </Tooltip>
      <IconButton
        label={paletteOpen ? t('hidePalette') : t('showPalette')}
        aria-pressed={paletteOpen}
        side="bottom"
        className="max-md:hidden"
        onClick={() => ui.setState({ paletteOpen: !paletteOpen })}
      >
        <PanelLeft aria-hidden />
      </IconButton>
      <WorkflowName initial={name} />
      <SaveStatus />
      <div className="ml-auto flex items-center gap-1">
        <HistoryButtons />
        <VersionsButton />
        <IconButton
          label={t('shortcuts')}
          shortcut="?"
          side="bottom"
          className="max-lg:hidden"
          onClick={() => ui.setState({ helpOpen: true })}
        >
          <Keyboard aria-hidden />
        </IconButton>
        <ProblemsButton />
        <RunButtons />
      </div>
    </header>
  );
}

function HistoryButtons() {
  const t = useTranslations('editor.bar');
  const { editor } = useSession();
  const canUndo = useEditor((state) => state.history.past.length > 0);
  const canRedo = useEditor((state) => state.history.future.length > 0);
  const readOnly = useEditor((state) => state.readOnly);
  if (readOnly) return null;
  return (
    <>
      <IconButton label={t('undo')} shortcut="Ctrl+Z" side="bottom" disabled={!canUndo} onClick={() => editor.undo()}>
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label={t('redo')}
        shortcut="Ctrl+Y"
        side="bottom"
        disabled={!canRedo}
        className="max-md:hidden"
        onClick={() => editor.redo()}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </>
  );
}

function VersionsButton() {
  const t = useTranslations('editor.bar');
  const { ui } = useSession();
  const open = useUi((state) => state.versionsOpen);
  return (
    <Popover open={open} onOpenChange={(versionsOpen) => ui.setState({ versionsOpen })}>
      <PopoverTrigger asChild>
        <Button variant="ghost" aria-label={t('versions')}>
          <History aria-hidden />
          <span className="max-lg:hidden">{t('versions')}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-96 max-w-[calc(100vw-1rem)] p-0" aria-label={t('versions')}>
        <VersionsPanel />
      </PopoverContent>
    </Popover>
  );
}

/** How many problems there are; opens the list. */
function ProblemsButton() {
  const t = useTranslations('editor.bar');
  const { ui } = useSession();
  const errors = useEditor((state) => state.problems.filter((problem) => problem.severity === 'error').length);
  const others = useEditor((state) => state.problems.length) - errors;
  if (errors + others === 0) return null;
  return (
    <Button
      variant="ghost"
      className="max-sm:hidden"
      aria-label={t('problems', { errors, warnings: others })}
      onClick={() => ui.setState((state) => ({ drawer: state.drawer === 'problems' ? 'closed' : 'problems' }))}
    >
      {errors > 0 ? (
        <>
          <CircleX aria-hidden className="text-error" />
          <span className="tabular-nums">{errors}</span>
        </>
      ) : null}
      {others > 0 ? (
        <>
          <TriangleAlert aria-hidden className="text-warning" />
          <span className="tabular-nums">{others}</span>
        </>
      ) : null}
    </Button>
  );
}

function RunButtons() {
  const t = useTranslations('editor.bar');
  const { ui } = useSession();
  const trying = useUi((state) => state.trying);
  const drawer = useUi((state) => state.drawer);
  const readOnly = useEditor((state) => state.readOnly);
  if (readOnly) return <span className="text-muted px-2 text-xs">{t('readOnly')}</span>;
  return (
    <>
      <Button
        aria-pressed={drawer === 'try'}
        busy={trying}
        onClick={() => ui.setState({ drawer: drawer === 'try' ? 'closed' : 'try' })}
      >
        <Play aria-hidden />
        {t('try')}
      </Button>
      <Button variant="primary" onClick={() => ui.setState({ deployOpen: true })}>
        <Rocket aria-hidden className="max-sm:hidden" />
        {t('deploy')}
      </Button>
    </>
  );
}
