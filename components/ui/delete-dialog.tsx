'use client';
import type { ReactNode } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface DeleteDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What deleting means. */
  text: string;
  confirmLabel: string;
  /** Where it is used; null while that is not known. */
  uses: ReactNode;
  /** Why it is not known; shown instead of everything else. */
  problem: string | null;
  busy: boolean;
  onConfirm: () => void;
}

/** Asks before something that others may use is gone, and shows where it is used. */
export function DeleteDialog({ onClose, text, uses, problem, ...rest }: DeleteDialogProps) {
  const description = problem ?? (
    <>
      <span className="block">{text}</span>
      {uses}
    </>
  );
  return <ConfirmDialog {...rest} description={description} onOpenChange={(open) => (open ? undefined : onClose())} />;
}

/** The uses of something, a line each; `rest` says what cannot be named. */
export function UsesList({ title, items, rest }: { title: string; items: readonly Use[]; rest?: string | undefined }) {
  return (
    <span className="mt-2 block">
      <span className="text-warning block font-medium">{title}</span>
      {items.map(({ id, text }) => (
        <span key={id} className="block truncate">
          {text}
        </span>
      ))}
      {rest === undefined ? null : <span className="block">{rest}</span>}
    </span>
  );
}

interface Use {
  id: string;
  text: string;
}
