'use client';
import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { useSyncExternalStore } from 'react';
import { SegmentedControl } from '../ui/index.ts';
import { themes } from './themes.ts';

const never = () => () => undefined;

/** System, light or dark. The server does not know the choice: until the page runs, `system` is shown. */
export function ThemeSwitch() {
  const t = useTranslations('theme');
  const tNav = useTranslations('nav');
  const { theme, setTheme } = useTheme();
  const running = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <SegmentedControl
      label={tNav('theme')}
      value={running ? (themes.find(({ id }) => id === theme)?.id ?? 'system') : 'system'}
      onValueChange={setTheme}
      options={themes.map(({ id, icon: Icon }) => ({
        value: id,
        label: (
          <>
            <Icon aria-hidden />
            {t(id)}
          </>
        ),
      }))}
    />
  );
}
