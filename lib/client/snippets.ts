import {
  chatgpt,
  claude,
  claudeCode,
  claudeDesktop,
  claudeProject,
  cursor,
  vscode,
} from './connect/config-snippets.ts';
import { curl, python, sdk } from './connect/program-snippets.ts';
import { snippetIds, type Snippet, type SnippetId, type SnippetTarget } from './connect/snippet.ts';

export { clientName, type Snippet, type SnippetId, type SnippetTarget } from './connect/snippet.ts';

const makers: Readonly<Record<SnippetId, (target: SnippetTarget) => Snippet>> = {
  claudeCode,
  claudeProject,
  claude,
  claudeDesktop,
  cursor,
  vscode,
  chatgpt,
  sdk,
  python,
  curl,
};

/**
 * Ready pieces of configuration and code for the assistants that people use, for one deployed server, in the order in
 * which they are offered. Pure: made in the browser, so that a key never leaves the page it is shown on.
 */
export function serverSnippets(target: SnippetTarget): Snippet[] {
  return snippetIds.map((id) => makers[id](target));
}
