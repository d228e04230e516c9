'use client';
import { useQuery } from '@tanstack/react-query';
import { useLocale } from 'next-intl';
import { localNodeType } from '#lib/client/localize.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { catalogueTexts } from '../i18n/catalogue-texts.ts';
import { useClient } from '../layout/workspace-context.tsx';

/** Every node type, in the reader's language. */
export function useNodeTypes() {
  const client = useClient();
  const locale = useLocale();
  return useQuery({
    queryKey: queryKeys.nodeTypes(locale),
    queryFn: async ({ signal }) => {
      const [{ items }, texts] = await Promise.all([client.call('listNodeTypes', { signal }), catalogueTexts(locale)]);
      return items.map((type) => localNodeType(type, texts));
    },
    staleTime: Infinity,
  });
}
