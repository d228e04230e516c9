'use client';
import { useEffect, useMemo, useState } from 'react';
import type { scopeShape } from '#lib/editor/scope-shape.ts';
import type { Shape } from '#lib/editor/shape.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

const unknown: Shape = { type: 'object' };
/** It evaluates the lists of loops: loaded with the first field that completes names, the canvas must not wait for it. */
let makeShape: typeof scopeShape | null = null;

/** The names that an expression in this node may use, for completion. */
export function useScopeShape(nodeId: string, perItem: boolean, carriesSecrets = false): Shape {
  const { editor } = useSession();
  const definition = useEditor((state) => state.definition);
  const run = useEditor((state) => state.run);
  const variables = useEditor((state) => state.variables);
  const [make, setMake] = useState<typeof scopeShape | null>(() => makeShape);
  useEffect(() => {
    if (make) return undefined;
    let gone = false;
    void import('#lib/editor/scope-shape.ts').then((loaded) => {
      makeShape = loaded.scopeShape;
      if (!gone) setMake(() => loaded.scopeShape);
    });
    return () => void (gone = true);
  }, [make]);
  return useMemo(
    () => make?.({ definition, describe: editor.describe, nodeId, run, variables, perItem, carriesSecrets }) ?? unknown,
    [make, definition, editor, nodeId, run, variables, perItem, carriesSecrets],
  );
}
