'use client';
import { createContext, use, useCallback } from 'react';
import { sayProblem, type ProblemTexts, type Sayable, type SaidText } from './say-problem.ts';

/** Null in English: there the server's own text is the text. */
export const ProblemTextsContext = createContext<ProblemTexts | null>(null);

/** Says problems of validation, errors of runs and wrong fields in the reader's language. */
export function useSaid(): (item: Sayable) => SaidText {
  const known = use(ProblemTextsContext);
  return useCallback((item) => sayProblem(item, known), [known]);
}
