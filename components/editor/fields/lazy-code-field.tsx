'use client';
import dynamic from 'next/dynamic';
import { Skeleton } from '#components/ui/index.ts';
import type { CodeFieldProps } from './code-field.tsx';

/** The code field, loaded when the first one is shown: the canvas must not wait for CodeMirror. */
export const LazyCodeField = dynamic<CodeFieldProps>(
  () => import('./code-field.tsx').then((module) => module.CodeField),
  {
    ssr: false,
    loading: () => <Skeleton className="h-8" />,
  },
);
