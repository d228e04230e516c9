'use client';
import { useTranslations } from 'next-intl';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';
import type { DraftField } from './connection-draft.ts';

/** Titles and help of connectors in the reader's language; what has no translation speaks for itself. */
export function useConnectorText() {
  const t = useTranslations('connections');
  const translated = (group: 'kinds' | 'kindTexts' | 'fields' | 'help' | 'options', name: string): string | null => {
    const key = `${group}.${name}` as 'kinds.bearer';
    return t.has(key) ? t(key) : null;
  };
  return {
    title: (connector: Pick<ConnectorDescription, 'id' | 'title'>) =>
      translated('kinds', connector.id) ?? connector.title,
    description: (connector: ConnectorDescription) => translated('kindTexts', connector.id) ?? connector.description,
    fieldTitle: (field: DraftField) => translated('fields', field.name) ?? field.title,
    fieldHelp: (field: DraftField) => translated('help', field.name) ?? field.description ?? undefined,
    option: (value: string) => translated('options', value) ?? value,
  };
}
