'use client';
import { useTranslations } from 'next-intl';
import { useState, type FormEvent } from 'react';
import { Button, Field, Form } from '../ui/index.ts';
import { CodeInput } from './code-input.tsx';
import { FormAlert } from './form-alert.tsx';
import { signInWithCode, type CodeFailure } from './sign-in-with-code.ts';

interface CodeFormProps {
  /** The session has begun. */
  onSignedIn: () => void;
  /** Back to the password; `expired`: the step is over. */
  onBack: (expired: boolean) => void;
}

/** The second step of signing in: a code of the authenticator app, or a recovery code. */
export function CodeForm({ onSignedIn, onBack }: CodeFormProps) {
  const t = useTranslations('twoFactor');
  const tAuth = useTranslations('auth');
  const tErrors = useTranslations('errors');
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<CodeFailure | 'empty' | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (code.trim() === '') return setFailure('empty');
    setFailure(null);
    setBusy(true);
    const result = await signInWithCode(code);
    if (result === 'ok') return onSignedIn();
    setBusy(false);
    if (result === 'expired') return onBack(true);
    setFailure(result);
  };
  const alerts = { rateLimited: tAuth('rateLimited'), network: tErrors('network'), internal: tErrors('internal') };
  const errors = { empty: t('codeRequired'), wrongCode: t('wrongCode') };
  return (
    <Form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <div>
        <h2 className="text-base font-semibold">{t('stepTitle')}</h2>
        <p className="text-muted mt-1 text-sm">{recovery ? t('recoveryText') : t('stepText')}</p>
      </div>
      <FormAlert>{failure && failure in alerts ? alerts[failure as keyof typeof alerts] : null}</FormAlert>
      <Field
        label={recovery ? t('recoveryCode') : t('code')}
        error={failure && failure in errors ? errors[failure as keyof typeof errors] : undefined}
      >
        {(control) => (
          <CodeInput {...control} key={String(recovery)} recovery={recovery} autoFocus value={code} onValue={setCode} />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {t('verify')}
      </Button>
      <div className="flex justify-between gap-3 text-sm">
        <Button variant="link" onClick={() => onBack(false)}>
          {t('back')}
        </Button>
        <Button
          variant="link"
          onClick={() => {
            setRecovery(!recovery);
            setCode('');
            setFailure(null);
          }}
        >
          {recovery ? t('useApp') : t('useRecovery')}
        </Button>
      </div>
    </Form>
  );
}
