'use client';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { nodeOutPorts, type OutPort } from '#lib/editor/ports.ts';
import { useEditor, useSession } from './editor-context.tsx';

/** What a port out is called in the reader's language; null for the one plain port. */
export function usePortLabel(): (port: OutPort) => string | null {
  const t = useTranslations('editor.card');
  return useCallback((port) => (port.kind === 'error' ? t('errorPort') : port.label), [t]);
}

/** The same for a port that is known by its name only; a port that is gone keeps its name. */
export function useNamedPortLabel(nodeId: string, name: string): string | null {
  const { editor } = useSession();
  const node = useEditor((state) => state.nodesById.get(nodeId));
  const label = usePortLabel();
  const port = node && nodeOutPorts(node, editor.describe).find((each) => each.name === name);
  if (port) return label(port);
  return name === 'out' ? null : name;
}
