'use client';
import { CircleX, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CopyButton, IconButton, Tabs, TabsContent, TabsList, TabsTrigger } from '#components/ui/index.ts';
import { ProblemList } from '../problems/problem-list.tsx';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import type { Drawer } from '../session/ui-store.ts';
import { InputForm } from './input-form.tsx';
import { RunResult } from './run-result.tsx';

/** The bottom drawer: trying the workflow, and the list of problems. */
export function TryDrawer() {
  const t = useTranslations('editor.try');
  const { ui } = useSession();
  const drawer = useUi((state) => state.drawer);
  const problems = useEditor((state) => state.problems.length);
  if (drawer === 'closed') return null;
  return (
    <section aria-label={t('drawer')} className="bg-surface flex h-full min-h-0 flex-col">
      <Tabs
        value={drawer}
        onValueChange={(value) => ui.setState({ drawer: value as Drawer })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="border-line flex items-center border-b pr-2 pl-4">
          <TabsList className="flex-1 border-b-0">
            <TabsTrigger value="try">{t('tab')}</TabsTrigger>
            <TabsTrigger value="problems">{t('problemsTab', { count: problems })}</TabsTrigger>
          </TabsList>
          <IconButton size="sm" label={t('close')} onClick={() => ui.setState({ drawer: 'closed' })}>
            <X aria-hidden />
          </IconButton>
        </div>
        <TabsContent value="try" className="min-h-0 flex-1 pt-0 data-[state=active]:flex">
          <TryBody />
        </TabsContent>
        <TabsContent value="problems" className="min-h-0 flex-1 overflow-y-auto pt-0">
          <ProblemList />
        </TabsContent>
      </Tabs>
    </section>
  );
}

function TryBody() {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 overflow-y-auto md:grid-cols-[280px_minmax(0,1fr)] md:overflow-hidden">
      <div className="border-line p-4 max-md:border-b md:overflow-y-auto md:border-r">
        <InputForm />
        <TryError />
      </div>
      <RunResult />
    </div>
  );
}

function TryError() {
  const t = useTranslations('editor.try');
  const error = useUi((state) => state.tryError);
  if (!error) return null;
  return (
    <div role="alert" className="rounded-control bg-error-subtle text-error mt-3 p-2.5 text-sm">
      <p className="flex items-start gap-2">
        <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="min-w-0 break-words">{error.text}</span>
      </p>
      {error.fields.length > 0 ? (
        <ul className="mt-1 ml-6 list-disc text-xs">
          {error.fields.map((field) => (
            <li key={field.path + field.message}>
              {field.path ? <code className="font-mono">{field.path}</code> : null} {field.message}
            </li>
          ))}
        </ul>
      ) : null}
      {error.traceId ? (
        <p className="mt-1 ml-6 flex items-center gap-1 text-xs">
          {t('trace')} <code className="font-mono break-all">{error.traceId}</code>
          <CopyButton text={error.traceId} label={t('copyTrace')} />
        </p>
      ) : null}
    </div>
  );
}
