import type { Variable } from '#lib/contracts/api/variables.ts';
import { editorVariables } from '#lib/editor/variables.ts';
import type { EditorSession } from './editor-session.ts';

/**
 * Reads the workspace's variables now, and again whenever somebody comes back to the window: they may have been in the
 * settings. Without an answer the editor goes on with what it knows.
 */
export function loadVariables({ client, editor }: Pick<EditorSession, 'client' | 'editor'>): () => void {
  const abort = new AbortController();
  const load = async (): Promise<void> => {
    const list: Variable[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.call('listVariables', { query: { limit: 200, cursor }, signal: abort.signal });
      list.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    editor.setVariables(editorVariables(list));
  };
  const reload = (): void => void load().catch(() => undefined);
  reload();
  window.addEventListener('focus', reload, { signal: abort.signal });
  return () => abort.abort();
}
