'use client';
import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import { CreateWorkspaceForm } from '../layout/create-workspace-form.tsx';
import { Button } from '../ui/index.ts';

/** A workspace for somebody who has none, or the way out. */
export function FirstWorkspaceForm() {
  const t = useTranslations('switcher');
  const tNav = useTranslations('nav');
  return (
    <CreateWorkspaceForm>
      {(busy) => (
        <>
          <Button onClick={() => void signOut({ callbackUrl: '/signin' })}>{tNav('signOut')}</Button>
          <Button type="submit" variant="primary" busy={busy}>
            {t('create')}
          </Button>
        </>
      )}
    </CreateWorkspaceForm>
  );
}
