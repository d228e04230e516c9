'use client';
import { useEffect, useRef, type ComponentProps } from 'react';
import { useHydrated } from './use-hydrated.ts';

/**
 * A form that takes no text before its script is there: what was typed until then would be lost when its fields get
 * their values, and Enter would send them, passwords too, in the address. It looks the same all the while.
 */
export function Form({ children, ...rest }: ComponentProps<'form'>) {
  const hydrated = useHydrated();
  const fields = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (!hydrated) return;
    // The browser passed over the field that wants the focus, because it was disabled. Only the server writes `autofocus`.
    if (document.activeElement === document.body)
      fields.current?.querySelector<HTMLElement>('[autofocus]')?.focus({ preventScroll: true });
  }, [hydrated]);
  return (
    <form noValidate {...rest}>
      <fieldset ref={fields} disabled={!hydrated} data-waiting={!hydrated || undefined} className="contents">
        {children}
      </fieldset>
    </form>
  );
}
