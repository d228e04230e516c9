'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import type { createApiKey } from '#lib/contracts/api/identity.ts';
import { roleSchema, scopeSchema, type Role, type Scope } from '#lib/contracts/principal.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Checkbox, Field, Form, Input, Label, Select } from '../ui/index.ts';
import { rolesUpTo } from './roles-up-to.ts';
import { ServerChoice } from './server-choice.tsx';

export const API_KEY_FORM_ID = 'create-api-key';

interface ApiKeyFormProps {
  error: unknown;
  onSubmit: (body: ContractBodyInput<typeof createApiKey>) => void;
}

const DAY_MS = 24 * 3_600_000;
const lifetimes = ['never', '30', '90', '365'] as const;
type Lifetime = (typeof lifetimes)[number];

interface Draft {
  name: string;
  role: Role;
  scopes: Scope[];
  /** Null: all servers. */
  servers: string[] | null;
  lifetime: Lifetime;
}

/** Name, rights and life of a new key. */
export function ApiKeyForm({ error, onSubmit }: ApiKeyFormProps) {
  const t = useTranslations('apiKeys');
  const tRoles = useTranslations('roles');
  const problemText = useProblemText();
  const { role: ownRole } = useWorkspaceView().workspace;
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    name: '',
    role: ownRole,
    scopes: ['mcp:call', 'mcp:read'],
    servers: null,
    lifetime: '90',
  });
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const faults = {
    name: draft.name.trim() === '' ? t('nameRequired') : undefined,
    scopes: draft.scopes.length === 0 ? t('scopesRequired') : undefined,
    servers: draft.servers?.length === 0 ? t('serversRequired') : undefined,
  };
  return (
    <Form
      id={API_KEY_FORM_ID}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!faults.name && !faults.scopes && !faults.servers) onSubmit(bodyOf(draft));
      }}
    >
      <FormAlert>{error ? problemText(error).text : null}</FormAlert>
      <Field label={t('name')} help={t('nameHelp')} error={tried ? faults.name : undefined}>
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
      <ScopeChoice
        value={draft.scopes}
        onValueChange={(scopes) => set({ scopes })}
        error={tried ? faults.scopes : undefined}
      />
      <ServerChoice
        value={draft.servers}
        onValueChange={(servers) => set({ servers })}
        error={tried ? faults.servers : undefined}
      />
      <div className="grid grid-cols-2 gap-4">
        <Field label={t('role')}>
          {(control) => (
            <Select
              {...control}
              value={draft.role}
              options={rolesUpTo(ownRole).map((role) => ({ value: role, label: tRoles(role) }))}
              onValueChange={(role) => set({ role: roleSchema.parse(role) })}
            />
          )}
        </Field>
        <Field label={t('expires')}>
          {(control) => (
            <Select
              {...control}
              value={draft.lifetime}
              options={lifetimes.map((lifetime) => ({
                value: lifetime,
                label: lifetime === 'never' ? t('never') : t('days', { days: Number(lifetime) }),
              }))}
              onValueChange={(lifetime) => set({ lifetime })}
            />
          )}
        </Field>
      </div>
    </Form>
  );
}

function bodyOf({ name, role, scopes, servers, lifetime }: Draft): ContractBodyInput<typeof createApiKey> {
  return {
    name: name.trim(),
    role,
    scopes,
    ...(servers ? { servers } : {}),
    ...(lifetime === 'never' ? {} : { expiresAt: new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString() }),
  };
}

interface ScopeChoiceProps {
  value: Scope[];
  onValueChange: (scopes: Scope[]) => void;
  error: string | undefined;
}

function ScopeChoice({ value, onValueChange, error }: ScopeChoiceProps) {
  const t = useTranslations('apiKeys');
  const tScopes = useTranslations('scopes');
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('scopes')}</legend>
      <div className="flex flex-col gap-2">
        {scopeSchema.options.map((scope) => (
          <Label key={scope} className="flex items-center gap-2 font-normal">
            <Checkbox
              checked={value.includes(scope)}
              onCheckedChange={(on) =>
                onValueChange(on === true ? [...value, scope] : value.filter((candidate) => candidate !== scope))
              }
            />
            {tScopes(scope)}
            <code className="text-faint font-mono text-xs">{scope}</code>
          </Label>
        ))}
      </div>
      {error ? (
        <p role="alert" className="text-error mt-1.5 text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
