import {
  autocompletion,
  startCompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import {
  Decoration,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type Extension,
  type ViewUpdate,
} from '@uiw/react-codemirror';
import { completeAt } from '#lib/editor/completion.ts';
import type { Shape } from '#lib/editor/shape.ts';

const mark = Decoration.mark({ class: 'cm-tw-expression' });
const matcher = new MatchDecorator({ regexp: /\{\{[\s\S]*?(?:\}\}|$)/g, decoration: mark });

/** Colours `{{ }}` places. */
export const highlightTemplates: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = matcher.createDeco(view);
    }
    update(update: ViewUpdate): void {
      this.decorations = matcher.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** Completion of the names that an expression may use. `scope` is asked each time: it follows the document and the last try. */
export function completeNames(scope: () => Shape, mode: 'template' | 'code'): Extension {
  const source = (context: CompletionContext): CompletionResult | null => {
    const found = completeAt(context.state.doc.toString(), context.pos, scope(), mode);
    if (!found || found.options.length === 0) return null;
    const typed = context.pos > found.from;
    if (!typed && !context.explicit && mode === 'code') return null;
    return {
      from: found.from,
      options: found.options.map(({ label, apply, type, detail, info }) => ({
        label,
        apply,
        type,
        detail,
        ...(info && { info }),
      })),
      validFor: /^(?:\?\.|\.)?[\w$]*$/,
    };
  };
  return autocompletion({ override: [source], icons: false, activateOnTyping: true });
}

/** Typing the second `{` closes the braces and opens the list; typing a `}` that is there already steps over it. */
export const closeBraces: Extension = EditorView.inputHandler.of((view, from, to, text) => {
  if (from !== to) return false;
  if (text === '}' && view.state.sliceDoc(from, from + 1) === '}' && isInsideBraces(view.state.sliceDoc(0, from))) {
    view.dispatch({ selection: { anchor: from + 1 }, userEvent: 'input.type' });
    return true;
  }
  if (text !== '{' || view.state.sliceDoc(from - 1, from) !== '{' || view.state.sliceDoc(from, from + 2) === '}}')
    return false;
  view.dispatch({ changes: { from, insert: '{}}' }, selection: { anchor: from + 1 }, userEvent: 'input.type' });
  setTimeout(() => startCompletion(view), 0);
  return true;
});

/** Does the text end inside `{{ }}`, or between its two closing braces? */
function isInsideBraces(before: string): boolean {
  const open = before.lastIndexOf('{{');
  return open >= 0 && !before.slice(open).includes('}}');
}

/** Enter, pasted line breaks and dropped ones become nothing: the field is one line. */
export function singleLine(): Extension {
  return EditorView.updateListener.of((update) => {
    if (!update.docChanged || update.state.doc.lines === 1) return;
    const text = update.state.doc.toString().replace(/\s*\n\s*/g, ' ');
    update.view.dispatch({ changes: { from: 0, to: update.state.doc.length, insert: text } });
  });
}
