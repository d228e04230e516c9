'use client';
import { QRCodeSVG } from 'qrcode.react';
import { useTranslations } from 'next-intl';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { TwoFactorSetup } from '#lib/contracts/api/two-factor.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { Button, CopyButton, DialogClose, DialogContent, Form } from '../ui/index.ts';
import { CodeField, PasswordField } from './proof-fields.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { refusedField, useChangeProblem, useTwoFactorChanges } from './use-two-factor.ts';

const FORM_ID = 'two-factor-setup';

/** Turns two-factor sign-in on: password, app, recovery codes. */
export function TwoFactorSetupContent() {
  const t = useTranslations('twoFactor');
  const problemOf = useChangeProblem();
  const { begin, confirm } = useTwoFactorChanges();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  if (confirm.data) return <RecoveryCodesContent codes={confirm.data.recoveryCodes} />;
  const setup = begin.data;
  const current = setup ? confirm : begin;
  const refused = refusedField(current.error);
  const ready = setup ? code.trim() !== '' : password !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready || current.isPending) return;
    if (setup) confirm.mutate(code);
    else begin.mutate(password);
  };
  return (
    <DialogContent
      title={t('setupTitle')}
      description={setup ? t('setupScan') : t('setupPassword')}
      footer={
        <StepButtons>
          <Button type="submit" form={FORM_ID} variant="primary" disabled={!ready} busy={current.isPending}>
            {setup ? t('turnOn') : t('next')}
          </Button>
        </StepButtons>
      }
    >
      <Form id={FORM_ID} className="flex flex-col gap-4" onSubmit={submit}>
        <FormAlert>{problemOf(current.error)}</FormAlert>
        {setup ? (
          <>
            <SecretView setup={setup} />
            <CodeField autoFocus value={code} onValue={setCode} wrong={refused === 'code'} />
          </>
        ) : (
          <PasswordField autoFocus value={password} onValue={setPassword} wrong={refused === 'password'} />
        )}
      </Form>
    </DialogContent>
  );
}

/** The secret as a picture and as text. Black on white in the dark, too: cameras want it so. */
function SecretView({ setup }: { setup: TwoFactorSetup }) {
  const t = useTranslations('twoFactor');
  return (
    <div className="flex flex-col items-center gap-3">
      <QRCodeSVG
        value={setup.uri}
        size={184}
        level="M"
        marginSize={3}
        title={t('qr')}
        className="rounded-control border-line border"
      />
      <div className="flex w-full items-center justify-center gap-2">
        <span className="text-muted text-xs">{t('key')}</span>
        <code className="min-w-0 font-mono text-xs break-all">{setup.secret.match(/.{1,4}/g)?.join(' ')}</code>
        <CopyButton text={setup.secret} label={t('copyKey')} />
      </div>
    </div>
  );
}

/** The recovery codes, shown once. */
export function RecoveryCodesContent({ codes }: { codes: readonly string[] }) {
  const t = useTranslations('twoFactor');
  return (
    <DialogContent
      title={t('codesTitle')}
      description={t('codesText')}
      // Nothing brings them back: a click beside the dialog must not close it.
      onInteractOutside={(event) => event.preventDefault()}
      footer={
        <DialogClose asChild>
          <Button variant="primary">{t('done')}</Button>
        </DialogClose>
      }
    >
      <RecoveryCodes codes={codes} />
    </DialogContent>
  );
}

/** Cancel, and what goes on. */
export function StepButtons({ children }: { children: ReactNode }) {
  const tUi = useTranslations('ui');
  return (
    <>
      <DialogClose asChild>
        <Button>{tUi('cancel')}</Button>
      </DialogClose>
      {children}
    </>
  );
}
