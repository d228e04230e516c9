'use client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { useState, type ReactNode } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { Toaster } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';

/** Answers that no repetition will change are not asked for again. */
function shouldRetry(failures: number, error: unknown): boolean {
  if (isApiProblem(error) && error.status >= 400 && error.status < 500) return false;
  return failures < 2;
}

/** A session that has ended shows in the first refused call; signing in leads back here. */
function leaveWhenSignedOut(error: unknown): void {
  if (!isApiProblem(error) || error.code !== 'unauthenticated') return;
  const { pathname, search } = window.location;
  window.location.assign(`/signin?next=${encodeURIComponent(pathname + search)}`);
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: { queries: { staleTime: 5_000, retry: shouldRetry }, mutations: { retry: false } },
  });
}

/** What every page needs: theme, cache of answers, tooltips and toasts. `nonce` admits the theme's inline script. */
export function AppProviders({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          {children}
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
