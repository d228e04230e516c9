'use client';
import { ChevronDown, ChevronRight, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, Field, Select } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { parentRefusal } from '#lib/editor/body-commands.ts';
import { collapsedIn, isContainer } from '#lib/editor/containers.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { Section } from './section.tsx';

const outside = 'none';

/** In which loop a node lies, and adding to its own body: what dragging does, by keyboard. */
export function LoopSection({ node }: { node: WorkflowNode }) {
  const t = useTranslations('editor.loop');
  const { editor, ui } = useSession();
  const readOnly = useEditor((state) => state.readOnly);
  const definition = useEditor((state) => state.definition);
  const takers = definition.nodes.filter(
    (other) =>
      isContainer(other, editor.describe) && parentRefusal(definition, node, other.id, editor.describe) === null,
  );
  const collapsed = collapsedIn(definition).has(node.id);
  const isLoop = isContainer(node, editor.describe);
  if (takers.length === 0 && !isLoop) return null;
  return (
    <Section title={t('section')}>
      {takers.length === 0 ? null : (
        <Field label={t('inside')} help={t('insideHelp')}>
          {(control) => (
            <Select
              {...control}
              disabled={readOnly}
              value={node.parentId ?? outside}
              options={[
                { value: outside, label: t('outside') },
                ...takers.map((loop) => ({ value: loop.id, label: loop.name || loop.key })),
              ]}
              onValueChange={(id) =>
                editor.dispatch({ type: 'setParent', nodeIds: [node.id], parentId: id === outside ? null : id })
              }
            />
          )}
        </Field>
      )}
      {isLoop && !readOnly ? (
        <div className="flex flex-wrap gap-2">
          <Button
            size="sm"
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const screen = { x: box.left, y: box.bottom };
              ui.setState({ picker: { screen, position: null, parentId: node.id } });
            }}
          >
            <Plus aria-hidden />
            {t('addStep')}
          </Button>
          <Button
            size="sm"
            aria-expanded={!collapsed}
            onClick={() => editor.dispatch({ type: 'setCollapsed', nodeIds: [node.id], collapsed: !collapsed })}
          >
            {collapsed ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
            {t(collapsed ? 'expand' : 'collapse')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
