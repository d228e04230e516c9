import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import type { Extension } from '@uiw/react-codemirror';

/** Code in the tokens of the interface: the same in light and dark, and no red that looks like an error. */
const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--cat-trigger)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--cat-data)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--cat-integration)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--cat-logic)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--faint)', fontStyle: 'italic' },
  { tag: tags.invalid, color: 'var(--error)' },
]);

export const codeColours: Extension = syntaxHighlighting(style);
