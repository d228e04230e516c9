import { describe, expect, it, vi } from 'vitest';
import { AppError, isAppError } from './app-error.ts';

describe('AppError', () => {
  it('is known across copies of its module, as bundlers make them', async () => {
    vi.resetModules();
    const copy = await import('./app-error.ts');
    expect(copy.AppError).not.toBe(AppError);
    const error = new copy.AppError('not_found', 'There is no such thing');
    expect(isAppError(error)).toBe(true);
    expect(error).toBeInstanceOf(AppError);
    expect(error.status).toBe(404);
  });

  it.each([null, undefined, 'AppError', new Error('x'), { name: 'AppError', code: 'not_found' }])(
    'is not %s',
    (value) => {
      expect(isAppError(value)).toBe(false);
    },
  );
});
