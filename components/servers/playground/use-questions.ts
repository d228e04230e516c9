'use client';
import { useCallback, useState } from 'react';
import type { Question, QuestionAnswer } from '#lib/client/playground/playground-session.ts';

interface Asked {
  question: Question;
  answer: (given: QuestionAnswer) => void;
}

/** Questions of a server that wait for their answer, one after another. */
export function useQuestions() {
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  const ask = useCallback(
    (question: Question) =>
      new Promise<QuestionAnswer>((resolve) => {
        const entry: Asked = {
          question,
          answer: (given) => {
            setAsked((all) => all.filter((each) => each !== entry));
            resolve(given);
          },
        };
        setAsked((all) => [...all, entry]);
      }),
    [],
  );
  const forget = useCallback(() => setAsked([]), []);
  return { asked: asked[0] ?? null, ask, forget };
}
