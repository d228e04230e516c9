'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Problem } from '#lib/contracts/problem.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** All problems of the draft; a click goes to the place. */
export function ProblemList() {
  const t = useTranslations('editor.problems');
  const problems = useEditor((state) => state.problems);
  if (problems.length === 0) {
    return (
      <p className="text-muted flex items-center gap-2 p-6 text-sm">
        <CircleCheck aria-hidden className="text-success size-4" />
        {t('none')}
      </p>
    );
  }
  return <ProblemRows problems={problems} />;
}

export function ProblemRows({ problems, onVisit }: { problems: readonly Problem[]; onVisit?: () => void }) {
  const { editor, ui } = useSession();
  const said = useSaid();
  const nodesById = useEditor((state) => state.nodesById);
  const edgesById = useEditor((state) => state.edgesById);
  const visit = (problem: Problem) => {
    onVisit?.();
    const nodeId = problem.nodeId ?? edgesById.get(problem.edgeId ?? '')?.source.node;
    if (nodeId !== undefined && nodesById.has(nodeId)) {
      editor.focus(nodeId, problem.path);
      ui.setState({ sheet: 'inspector' });
    } else if (problem.edgeId !== undefined) editor.select([problem.edgeId]);
  };
  return (
    <ul className="min-h-0 flex-1 overflow-y-auto p-2">
      {problems.map((problem, index) => {
        const { message, hint } = said(problem);
        const node = nodesById.get(problem.nodeId ?? '');
        return (
          <li key={index}>
            <button
              type="button"
              onClick={() => visit(problem)}
              className="rounded-control hover:bg-hover flex w-full items-start gap-2.5 px-2 py-1.5 text-left text-sm"
            >
              <SeverityIcon severity={problem.severity} />
              <span className="min-w-0 flex-1 break-words">
                {node ? <span className="font-medium">{node.name || node.key}: </span> : null}
                {message}
                {hint ? <span className="text-muted"> {hint}</span> : null}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function SeverityIcon({ severity }: { severity: Problem['severity'] }) {
  const t = useTranslations('editor.problems');
  const label = t(`severity.${severity}`);
  if (severity === 'error') return <CircleX aria-label={label} className="text-error mt-0.5 size-4 shrink-0" />;
  if (severity === 'warning')
    return <TriangleAlert aria-label={label} className="text-warning mt-0.5 size-4 shrink-0" />;
  return <Info aria-label={label} className="text-muted mt-0.5 size-4 shrink-0" />;
}
