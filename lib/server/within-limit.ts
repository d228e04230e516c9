import { AppError } from '#lib/shared/app-error.ts';

/**
 * What `work` resolves to, if that takes no longer than `ms`. Work that cannot be stopped asks `isOver` before it changes
 * anything. Throws `unavailable` when time is up.
 */
export async function withinLimit<T>(ms: number, work: (isOver: () => boolean) => Promise<T>): Promise<T> {
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      over = true;
      reject(new AppError('unavailable', 'The provider takes too long to answer'));
    }, ms);
  });
  try {
    return await Promise.race([work(() => over), limit]);
  } finally {
    clearTimeout(timer);
  }
}
