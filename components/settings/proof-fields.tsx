'use client';
import { useTranslations } from 'next-intl';
import { CodeInput } from '../auth/code-input.tsx';
import { PasswordInput } from '../auth/password-input.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Field } from '../ui/index.ts';

interface TextFieldProps {
  value: string;
  onValue: (value: string) => void;
  /** The server refused it. */
  wrong: boolean;
  autoFocus?: boolean;
}

/** The person's present password. */
export function PasswordField({ value, onValue, wrong, autoFocus = false }: TextFieldProps) {
  const t = useTranslations('twoFactor');
  const { user } = useWorkspaceView();
  return (
    <>
      {/* Password managers want to know whose password it is. */}
      <input type="email" autoComplete="username" value={user.email} readOnly hidden />
      <Field label={t('password')} error={wrong ? t('wrongPassword') : undefined}>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="current-password"
            autoFocus={autoFocus}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
        )}
      </Field>
    </>
  );
}

/** A code; `recovery`: a recovery code will do as well. */
export function CodeField({
  value,
  onValue,
  wrong,
  autoFocus = false,
  recovery = false,
}: TextFieldProps & { recovery?: boolean }) {
  const t = useTranslations('twoFactor');
  return (
    <Field
      label={t('code')}
      help={recovery ? t('anyCodeHelp') : t('codeHelp')}
      error={wrong ? t('wrongCode') : undefined}
    >
      {(control) => (
        <CodeInput {...control} recovery={recovery} autoFocus={autoFocus} value={value} onValue={onValue} />
      )}
    </Field>
  );
}
