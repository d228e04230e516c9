'use client';
import { useTranslations } from 'next-intl';
import type { RunCaller } from '#lib/contracts/run-caller.ts';

/** Who called the server that a run answers: a key, an app or a person, and whose it is. */
export function CalledBy({ caller }: { caller: RunCaller }) {
  const t = useTranslations('execution');
  const { kind, name, user } = caller;
  return (
    <span title={caller.id}>
      {name === null && user !== null ? user.email : t(`callerKind.${kind}`)}
      {name === null ? null : <span className="font-medium"> {name}</span>}
      {name !== null && user !== null ? (
        <span className="text-faint block truncate text-xs" title={user.email}>
          {user.email}
        </span>
      ) : null}
    </span>
  );
}
