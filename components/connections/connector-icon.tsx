import { Database, KeyRound, ListTree, Mail, Plug, Ticket, UserRound, type LucideIcon } from 'lucide-react';

const icons: Readonly<Record<string, LucideIcon>> = {
  'key-round': KeyRound,
  ticket: Ticket,
  'user-round-key': UserRound,
  list: ListTree,
  database: Database,
  mail: Mail,
};

/** A connector's icon by its name. */
export function ConnectorIcon({ name, className }: { name: string | undefined; className?: string }) {
  const Icon = (name === undefined ? undefined : icons[name]) ?? Plug;
  return <Icon aria-hidden className={className} />;
}
