'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import { FormAlert } from '../../auth/form-alert.tsx';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { Button, Form, toast } from '../../ui/index.ts';
import { LimitFields } from './limit-fields.tsx';
import { callLimitFields, limitsDraftOf, publicLimitFields, readLimits } from './limits-draft.ts';
import type { LimitSettings, SettingsMutation } from './use-server-changes.ts';

const none: ReadonlySet<string> = new Set();

interface LimitsSectionProps {
  server: { access: ServerAccess; settings: LimitSettings };
  change: SettingsMutation;
  mayChange: boolean;
}

/** How much callers may ask of the server; of a public one also how much each of those without a key. */
export function LimitsSection({ server, change, mayChange }: LimitsSectionProps) {
  const t = useTranslations('serverSettings');
  const problemText = useProblemText();
  const isPublic = server.access === 'public';
  const [all, setAll] = useState(() => limitsDraftOf(callLimitFields, server.settings.limits));
  const [address, setAddress] = useState(() => limitsDraftOf(publicLimitFields, server.settings.publicLimits));
  const [tried, setTried] = useState(false);
  const ofAll = readLimits(callLimitFields, all);
  const ofAddress = readLimits(publicLimitFields, address);
  const save = () => {
    setTried(true);
    if (!ofAll.ok || !ofAddress.ok) return;
    const settings = { limits: ofAll.limits, ...(isPublic && { publicLimits: ofAddress.limits }) };
    change.mutate({ settings }, { onSuccess: () => toast.success(t('saved')) });
  };
  const shared = { disabled: !mayChange, empty: isPublic ? 'public' : 'unlimited' } as const;
  return (
    <section aria-labelledby="server-limits">
      <h2 id="server-limits" className="text-base font-semibold">
        {t('limits')}
      </h2>
      <p className="text-muted mt-1 mb-3 text-sm">{isPublic ? t('limitsPublicText') : t('limitsText')}</p>
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <FormAlert>{change.error ? problemText(change.error).text : null}</FormAlert>
        <LimitFields
          fields={callLimitFields}
          labelOf={(key) => t(`limit.all.${key}`)}
          draft={all}
          onChange={setAll}
          faults={tried && !ofAll.ok ? ofAll.faults : none}
          {...shared}
        />
        {isPublic ? (
          <>
            <h3 className="mt-2 text-sm font-semibold">{t('anonymous')}</h3>
            <LimitFields
              fields={publicLimitFields}
              labelOf={(key) => t(`limit.address.${key}`)}
              draft={address}
              onChange={setAddress}
              faults={tried && !ofAddress.ok ? ofAddress.faults : none}
              {...shared}
            />
          </>
        ) : null}
        {mayChange ? (
          <div>
            <Button type="submit" variant="primary" busy={change.isPending}>
              {t('saveLimits')}
            </Button>
          </div>
        ) : null}
      </Form>
    </section>
  );
}
