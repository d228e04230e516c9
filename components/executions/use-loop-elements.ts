'use client';
import { useState } from 'react';
import type { Step } from '#lib/contracts/execution.ts';
import { loopElements } from './loop-elements.ts';
import { useWholeValue } from './use-large-value.ts';

/** What a loop goes over. A large list is loaded when somebody asks for it; without a record there is none. */
export function useLoopElements(executionId: string, loop: Step | null) {
  const [wanted, setWanted] = useState(false);
  const place = loop?.inputAt === undefined ? null : { id: executionId, sha256: loop.inputAt };
  const large = useWholeValue(place, wanted);
  return {
    elements: loopElements(place ? large.data?.value : loop?.input),
    isLarge: place !== null && large.data === undefined,
    loading: large.isFetching,
    error: large.error,
    load: () => setWanted(true),
  };
}
