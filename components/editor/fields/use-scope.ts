'use client';
import { useMemo } from 'react';
import { previewScope } from '#lib/editor/preview.ts';
import { scopeShape } from '#lib/editor/scope-shape.ts';
import type { Shape } from '#lib/editor/shape.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** The names that an expression in this node may use, for completion. */
export function useScopeShape(nodeId: string, perItem: boolean, carriesSecrets = false): Shape {
  const { editor } = useSession();
  const definition = useEditor((state) => state.definition);
  const run = useEditor((state) => state.run);
  const variables = useEditor((state) => state.variables);
  return useMemo(
    () => scopeShape({ definition, describe: editor.describe, nodeId, run, variables, perItem, carriesSecrets }),
    [definition, editor, nodeId, run, variables, perItem, carriesSecrets],
  );
}

/** The values of those names in the last try; null without one. */
export function usePreviewScope(nodeId: string) {
  const definition = useEditor((state) => state.definition);
  const run = useEditor((state) => state.run);
  const variables = useEditor((state) => state.variables);
  return useMemo(() => previewScope(definition, nodeId, run, variables), [definition, nodeId, run, variables]);
}
