'use client';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConnectionDialog } from '#components/connections/connection-dialog.tsx';
import { useConnections } from '#components/connections/use-connections.ts';
import { Button, Select } from '#components/ui/index.ts';
import type { ControlProps } from './field-props.ts';

const NONE = 'none';

/** Chooses a stored connection of the kinds that suit the field, or makes a new one. */
export function ConnectionField({ field, value, onChange, id, describedBy, invalid, readOnly }: ControlProps) {
  const t = useTranslations('connections');
  const connections = useConnections();
  const [creating, setCreating] = useState(false);
  const suitable = field.schema['x-connectors'];
  const connectorIds = Array.isArray(suitable) ? suitable.filter((each) => typeof each === 'string') : undefined;
  const all = connections.data?.pages.flatMap((page) => page.items) ?? [];
  const offered = all.filter(({ connector }) => connectorIds?.includes(connector) ?? true);
  const chosen = typeof value === 'string' && value !== '' ? value : NONE;
  const known = chosen === NONE || offered.some((connection) => connection.id === chosen);
  const options = [
    { value: NONE, label: <span className="text-muted">{t('none')}</span> },
    ...offered.map((connection) => ({
      value: connection.id,
      label: `${connection.name} · ${connection.hosts[0] ?? ''}`,
    })),
    ...(known ? [] : [{ value: chosen, label: connections.isPending ? t('loading') : t('unknown') }]),
  ];
  return (
    <div className="flex items-center gap-1.5">
      <Select
        id={id}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        disabled={readOnly}
        value={chosen}
        options={options}
        onValueChange={(next) => onChange(next === NONE ? undefined : next)}
      />
      {readOnly ? null : (
        <Button className="shrink-0" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {t('newShort')}
        </Button>
      )}
      <ConnectionDialog
        connection={creating ? null : undefined}
        {...(connectorIds ? { connectorIds } : {})}
        onClose={() => setCreating(false)}
        onSaved={(connection) => onChange(connection.id)}
      />
    </div>
  );
}
