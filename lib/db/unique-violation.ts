import { Prisma } from './generated/client.ts';

/** Whether a write failed because a unique index refused it (Postgres 23505, Prisma P2002). */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return error.code === 'P2002';
  return error instanceof Error && 'code' in error && error.code === '23505';
}
