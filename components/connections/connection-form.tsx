'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import type { Connection } from '#lib/contracts/api/connections.ts';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useCan } from '../layout/workspace-context.tsx';
import { Field, Form, Input, SegmentedControl } from '../ui/index.ts';
import { clearsSecret, draftFieldsOf, draftOf, missingIn, type ConnectionDraft } from './connection-draft.ts';
import { DraftFieldControl } from './draft-field-control.tsx';

export const CONNECTION_FORM_ID = 'connection';

interface ConnectionFormProps {
  connector: ConnectorDescription;
  /** The connection to change; null: a new one. */
  connection: Connection | null;
  error: unknown;
  onSubmit: (draft: ConnectionDraft) => void;
}

/** Name, hosts, sharing and the connector's own fields. A stored secret is never shown; an empty field keeps it. */
export function ConnectionForm({ connector, connection, error, onSubmit }: ConnectionFormProps) {
  const t = useTranslations('connections');
  const problemText = useProblemText();
  const said = useSaid();
  const mayShare = useCan()('connection:manage');
  const fields = useMemo(() => draftFieldsOf(connector), [connector]);
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<ConnectionDraft>(() => draftOf(fields, connection, !mayShare));
  const set = (change: Partial<ConnectionDraft>) => setDraft((before) => ({ ...before, ...change }));
  const missing = missingIn(draft, fields, connector, connection?.ready === true);
  const faultOf = (key: string, path: string): string | undefined => {
    if (tried && missing.has(key)) return t('required');
    const fault = isApiProblem(error) ? error.errors.find((each) => isWithin(each.path, path)) : undefined;
    return fault && said(fault).message;
  };
  return (
    <Form
      id={CONNECTION_FORM_ID}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        // The form may stand in a dialog of the editor: its own form must not be sent too.
        event.stopPropagation();
        setTried(true);
        if (missing.size === 0) onSubmit(draft);
      }}
    >
      <FormAlert>{error ? problemText(error).text : null}</FormAlert>
      <Field label={t('name')} help={t('nameHelp')} error={faultOf('name', '/name')}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={200}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      {connector.hosts === 'named' ? (
        <Field label={t('hosts')} help={t('hostsHelp')} error={faultOf('hosts', '/hosts')}>
          {(control) => (
            <Input
              {...control}
              spellCheck={false}
              placeholder={t('hostsPlaceholder')}
              value={draft.hosts}
              onChange={(event) => set({ hosts: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {fields.map((field) => (
        <Field
          key={field.name}
          label={field.title}
          aside={field.required ? null : <span className="text-faint text-xs">{t('optional')}</span>}
          help={field.description ?? undefined}
          error={faultOf(`fields.${field.name}`, `/fields/${field.name}`)}
        >
          {(control) => (
            <DraftFieldControl
              field={field}
              control={control}
              value={draft.fields[field.name] ?? ''}
              stored={connection?.ready === true}
              onChange={(value) => set({ fields: { ...draft.fields, [field.name]: value } })}
            />
          )}
        </Field>
      ))}
      {connection?.ready && clearsSecret(draft, fields, connection, connector) ? <ClearsSecret /> : null}
      {connection === null && mayShare ? (
        <div className="flex flex-col gap-1.5">
          <SegmentedControl
            label={t('sharing')}
            value={draft.personal ? 'personal' : 'shared'}
            options={[
              { value: 'shared', label: t('shared') },
              { value: 'personal', label: t('personal') },
            ]}
            onValueChange={(choice) => set({ personal: choice === 'personal' })}
          />
          <p className="text-muted text-xs">{draft.personal ? t('personalHelp') : t('sharedHelp')}</p>
        </div>
      ) : null}
      {connection === null && !mayShare ? <p className="text-muted text-xs">{t('personalHelp')}</p> : null}
    </Form>
  );
}

function ClearsSecret() {
  const t = useTranslations('connections');
  return (
    <p className="rounded-control bg-warning-subtle text-warning flex items-start gap-2 p-2.5 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{t('clearsSecret')}</span>
    </p>
  );
}

const isWithin = (path: string, field: string): boolean => path === field || path.startsWith(`${field}/`);
