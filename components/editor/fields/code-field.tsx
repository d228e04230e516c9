'use client';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import CodeMirror, {
  EditorState,
  EditorView,
  keymap,
  Prec,
  type BasicSetupOptions,
  type Extension,
} from '@uiw/react-codemirror';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { cn } from '#components/ui/cn.ts';
import type { Shape } from '#lib/editor/shape.ts';
import { codeColours } from './code-colours.ts';
import { closeBraces, completeNames, highlightTemplates, singleLine } from './template-extensions.ts';

export type CodeLanguage = 'template-line' | 'template' | 'javascript' | 'json' | 'json-plain';

export interface CodeFieldProps {
  language: CodeLanguage;
  value: string;
  onChange: (text: string) => void;
  onBlur?: () => void;
  /** The names that may be used; left out where nothing is completed. */
  scope?: Shape;
  label: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  readOnly?: boolean;
  placeholder?: string | undefined;
  /** The text is no part of the document: it has an undo of its own. */
  ownHistory?: boolean;
  minHeight?: string;
  maxHeight?: string;
}

/**
 * A text field with completion and colours. Fields of the document keep no undo of their own: Ctrl+Z is the document's,
 * so that every field and the canvas share one history.
 */
export function CodeField(props: CodeFieldProps) {
  const { language, value, onChange, onBlur, describedBy, invalid, readOnly = false, placeholder } = props;
  const oneLine = language === 'template-line';
  const extensions = useExtensions(props);
  const [view, setView] = useState<EditorView | null>(null);
  useEffect(() => {
    if (view) describeContent(view.contentDOM, describedBy, invalid ?? false);
  }, [view, describedBy, invalid]);
  return (
    <div
      className={cn(
        'tw-code rounded-control border-line bg-surface focus-within:border-accent focus-within:outline-accent hover:border-line-strong overflow-hidden border transition-colors focus-within:outline-1',
        invalid && 'border-error outline-error focus-within:border-error',
        oneLine ? 'min-h-8' : '',
      )}
    >
      <CodeMirror
        value={value}
        onChange={onChange}
        {...(onBlur && { onBlur })}
        extensions={extensions}
        basicSetup={setupOf(language, props.ownHistory ?? false)}
        indentWithTab={false}
        editable={!readOnly}
        readOnly={readOnly}
        theme="none"
        {...(placeholder !== undefined && { placeholder })}
        minHeight={props.minHeight ?? (oneLine ? '30px' : '90px')}
        maxHeight={props.maxHeight ?? (oneLine ? '120px' : '420px')}
        onCreateEditor={setView}
      />
    </div>
  );
}

/** Set on the element, not as an extension: new extensions would close an open completion list. */
function describeContent(content: HTMLElement, describedBy: string | undefined, invalid: boolean): void {
  if (describedBy) content.setAttribute('aria-describedby', describedBy);
  else content.removeAttribute('aria-describedby');
  if (invalid) content.setAttribute('aria-invalid', 'true');
  else content.removeAttribute('aria-invalid');
}

function setupOf(language: CodeLanguage, ownHistory: boolean): BasicSetupOptions {
  const isCode = language === 'javascript';
  return {
    lineNumbers: isCode,
    foldGutter: false,
    highlightActiveLine: false,
    highlightActiveLineGutter: false,
    highlightSelectionMatches: false,
    drawSelection: false,
    dropCursor: true,
    autocompletion: false,
    closeBrackets: isCode,
    indentOnInput: isCode,
    history: ownHistory,
    historyKeymap: ownHistory,
    searchKeymap: false,
    foldKeymap: false,
    lintKeymap: false,
    syntaxHighlighting: false,
    completionKeymap: true,
  };
}

function useExtensions({ language, label, scope }: CodeFieldProps): Extension[] {
  const t = useTranslations('editor.fields');
  const names = useRef<Shape | undefined>(scope);
  useEffect(() => {
    names.current = scope;
  }, [scope]);
  const completes = scope !== undefined;
  return useMemo(() => {
    const extensions: Extension[] = [
      EditorView.lineWrapping,
      codeColours,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorState.phrases.of({ Completions: t('completions') }),
    ];
    const mode = language === 'javascript' ? 'code' : 'template';
    if (completes) extensions.push(completeNames(() => names.current ?? { type: 'object' }, mode));
    if (language === 'javascript') extensions.push(javascript());
    if (language === 'json' || language === 'json-plain') extensions.push(json());
    if (language !== 'javascript' && language !== 'json-plain') extensions.push(highlightTemplates, closeBraces);
    if (language === 'template-line')
      extensions.push(singleLine(), Prec.high(keymap.of([{ key: 'Enter', run: () => true }])));
    return extensions;
  }, [language, label, completes, t]);
}
