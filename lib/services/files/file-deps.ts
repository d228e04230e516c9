import type { Db } from '#lib/db/client.ts';
import type { ValueStore } from '#lib/values/value-store.ts';

/** What the use cases of files need of their process. */
export interface FileDeps {
  db: Pick<Db, 'transaction'>;
  values: ValueStore;
}
