'use client';
import dynamic from 'next/dynamic';
import type { PreviewProps } from './preview.tsx';

/** What evaluates expressions is loaded with the first field that shows a value: the canvas must not wait for it. */
export const LazyPreview = dynamic<PreviewProps>(() => import('./preview.tsx').then((module) => module.Preview), {
  ssr: false,
});
