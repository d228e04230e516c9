'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { TriangleAlert } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { formFieldsOf, isPathOfField } from '#lib/editor/config-form.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** Problems that belong to no field of the form: wires, keys, the node as a whole. */
export function OtherProblems({ node }: { node: WorkflowNode }) {
  const { editor } = useSession();
  const problems = useEditor((state) => state.problemsByNode.get(node.id));
  const type = editor.describe(node.type, node.version);
  const fields = type ? formFieldsOf(type) : [];
  const others = problems?.filter((problem) => !fields.some((field) => isPathOfField(problem.path, field.name))) ?? [];
  if (others.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5 px-4 pb-3">
      {others.map((problem, index) => (
        <li
          key={index}
          className={cn(
            'rounded-control flex items-start gap-2 p-2 text-xs',
            problem.severity === 'error' ? 'bg-error-subtle text-error' : 'bg-warning-subtle text-warning',
          )}
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span className="min-w-0 break-words">
            <ProblemText problem={problem} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function ProblemText({ problem }: { problem: Problem }) {
  const { message, hint } = useSaid()(problem);
  return (
    <>
      {message}
      {hint ? <span className="block opacity-80">{hint}</span> : null}
    </>
  );
}
