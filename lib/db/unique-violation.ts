import { Prisma } from './generated/client.ts';

/** Whether a write failed because a unique index refused it (Postgres 23505, Prisma P2002). */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return error.code === 'P2002';
  return error instanceof Error && 'code' in error && error.code === '23505';
}

/** Whether a raw delete failed because other rows still refer to what it would have deleted (Postgres 23503). */
export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23503';
}
