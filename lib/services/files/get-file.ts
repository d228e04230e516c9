import type { StoredFile } from '#lib/contracts/api/files.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { FileDeps } from './file-deps.ts';
import { presentFile } from './present-file.ts';
import { requireFile } from './require-file.ts';

/** What is known of a file. @throws {AppError} `not_found` */
export async function getFile(
  deps: Pick<FileDeps, 'values'>,
  principal: Principal,
  { id }: { id: string },
): Promise<StoredFile> {
  requirePermission(principal, 'execution:read');
  return presentFile(await requireFile(deps, principal, id));
}
