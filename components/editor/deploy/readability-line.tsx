'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFindingText } from '#components/servers/readability/finding-text.ts';
import { ScoreMark } from '#components/servers/readability/score-mark.tsx';
import { readTools } from '#lib/engine/readability/read-tools.ts';
import { toolsOfNodes } from '#lib/engine/readability/tools-of-nodes.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** How the draft's tools read to a model, in one line, and what would help most. Nothing where there is no tool. */
export function ReadabilityLine({ onVisit }: { onVisit: () => void }) {
  const t = useTranslations('readability');
  const { editor, ui } = useSession();
  const nodes = useEditor((state) => state.definition.nodes);
  const reading = useMemo(() => readTools(toolsOfNodes(nodes)), [nodes]);
  const textOf = useFindingText();
  if (reading.tools.length === 0) return null;
  const first = reading.findings.find(({ nodeId }) => nodeId !== null);
  return (
    <div className="text-muted flex flex-col gap-1 text-xs">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span>{t('title')}</span>
        <ScoreMark score={reading.score} label={t('score')} />
        <span className="text-faint">{t('tokens', { count: reading.tokens })}</span>
      </p>
      {first?.nodeId ? (
        <button
          type="button"
          className="hover:text-ink self-start rounded-sm text-left underline-offset-2 hover:underline"
          onClick={() => {
            onVisit();
            editor.focus(first.nodeId!, first.path ?? undefined);
            ui.setState({ sheet: 'inspector' });
          }}
        >
          <code className="font-mono">{first.tool}</code>: {textOf(first).what}
        </button>
      ) : null}
    </div>
  );
}
