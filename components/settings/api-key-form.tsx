'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import type { createApiKey } from '#lib/contracts/api/identity.ts';
import { roleSchema, scopeSchema, type Role, type Scope } from '#lib/contracts/principal.ts';
import type { CallLimits } from '#lib/contracts/server-settings.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Checkbox, Field, Form, Input, Label, Select } from '../ui/index.ts';
import { LimitFields } from '../servers/settings/limit-fields.tsx';
import { callLimitFields, limitsDraftOf, readLimits, type LimitsDraft } from '../servers/settings/limits-draft.ts';
import { rolesUpTo } from './roles-up-to.ts';
import { ServerChoice } from './server-choice.tsx';
import { ToolChoice } from './tool-choice.tsx';

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
  /** Of the one server; null: all. */
  tools: string[] | null;
  readOnly: boolean;
  limits: LimitsDraft;
  lifetime: Lifetime;
}

/** Name, rights and life of a new key. */
export function ApiKeyForm({ error, onSubmit }: ApiKeyFormProps) {
  const t = useTranslations('apiKeys');
  const tRoles = useTranslations('roles');
  const tLimits = useTranslations('serverSettings.limit.all');
  const problemText = useProblemText();
  const { role: ownRole } = useWorkspaceView().workspace;
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>({
    name: '',
    role: ownRole,
    scopes: ['mcp:call', 'mcp:read'],
    servers: null,
    tools: null,
    readOnly: false,
    limits: limitsDraftOf(callLimitFields),
    lifetime: '90',
  });
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const faults = {
    name: draft.name.trim() === '' ? t('nameRequired') : undefined,
    scopes: draft.scopes.some((scope) => !isNarrow(draft) || mcpScopes.includes(scope))
      ? undefined
      : t('scopesRequired'),
    servers: draft.servers?.length === 0 ? t('serversRequired') : undefined,
    tools: draft.tools?.length === 0 ? t('toolsRequired') : undefined,
  };
  const limits = readLimits(callLimitFields, draft.limits);
  const isFaulty = Object.values(faults).some((fault) => fault !== undefined) || !limits.ok;
  return (
    <Form
      id={API_KEY_FORM_ID}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!isFaulty) onSubmit(bodyOf(draft, limits.ok ? limits.limits : {}));
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
        mcpOnly={isNarrow(draft)}
        value={draft.scopes}
        onValueChange={(scopes) => set({ scopes })}
        error={tried ? faults.scopes : undefined}
      />
      <ServerChoice
        value={draft.servers}
        onValueChange={(servers) => set({ servers, tools: null })}
        error={tried ? faults.servers : undefined}
      />
      {draft.servers?.length === 1 ? (
        <ToolChoice
          serverId={draft.servers[0]!}
          value={draft.tools}
          onValueChange={(tools) => set({ tools })}
          error={tried ? faults.tools : undefined}
        />
      ) : null}
      <Label className="flex items-start gap-2 font-normal">
        <Checkbox checked={draft.readOnly} onCheckedChange={(on) => set({ readOnly: on === true })} />
        <span>
          {t('readOnly')}
          <span className="text-muted block text-xs">{t('readOnlyHelp')}</span>
        </span>
      </Label>
      <details open={tried && !limits.ok ? true : undefined}>
        <summary className="text-muted hover:text-ink cursor-pointer text-sm">{t('limits')}</summary>
        <div className="mt-3">
          <LimitFields
            fields={callLimitFields}
            labelOf={(key) => tLimits(key)}
            draft={draft.limits}
            onChange={(changed) => set({ limits: changed })}
            faults={tried && !limits.ok ? limits.faults : none}
            empty="unlimited"
          />
        </div>
      </details>
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

const none: ReadonlySet<string> = new Set();
const mcpScopes: readonly Scope[] = ['mcp:call', 'mcp:read'];

/** A key for named tools, or for reading only, is for MCP alone. */
const isNarrow = ({ tools, readOnly }: Draft): boolean => tools !== null || readOnly;

function bodyOf(draft: Draft, limits: CallLimits): ContractBodyInput<typeof createApiKey> {
  const { name, role, servers, tools, readOnly, lifetime } = draft;
  const scopes = isNarrow(draft) ? draft.scopes.filter((scope) => mcpScopes.includes(scope)) : draft.scopes;
  return {
    name: name.trim(),
    role,
    scopes,
    ...(servers ? { servers } : {}),
    ...(tools ? { tools } : {}),
    ...(readOnly ? { readOnly } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(lifetime === 'never' ? {} : { expiresAt: new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString() }),
  };
}

interface ScopeChoiceProps {
  /** Scopes of the API cannot be chosen. */
  mcpOnly: boolean;
  value: Scope[];
  onValueChange: (scopes: Scope[]) => void;
  error: string | undefined;
}

function ScopeChoice({ mcpOnly, value, onValueChange, error }: ScopeChoiceProps) {
  const t = useTranslations('apiKeys');
  const tScopes = useTranslations('scopes');
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('scopes')}</legend>
      <div className="flex flex-col gap-2">
        {scopeSchema.options.map((scope) => (
          <Label key={scope} className="flex items-center gap-2 font-normal">
            <Checkbox
              disabled={mcpOnly && !mcpScopes.includes(scope)}
              checked={value.includes(scope) && !(mcpOnly && !mcpScopes.includes(scope))}
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
