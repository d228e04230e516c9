import { limits } from '#lib/contracts/limits.ts';
import { hint, say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';

/** Longest text, in UTF-16 units: no value may be bigger than 10 MiB anyway. */
export const maxText = limits.valueBytes;
/** Longest list, set or map. */
export const maxList = 1_000_000;
/** Text and list elements made in one evaluation. */
const maxMade = 64 * 1024 * 1024;
/** Units of work between two looks at the clock; one is about 50 ns. */
const workPerLook = 2_048;

/** What one evaluation may use up: time, depth of calls, size. Each method throws `limit_exceeded`. */
export class Budget {
  #work = 0;
  #deadline = 0;
  #depth = 0;
  #made = 0;

  /** Counts work: 1 for a call, one for every 32 letters or elements that a built-in goes through. */
  work(units: number): void {
    this.#work += 1 + units / 32;
    if (this.#work < workPerLook) return;
    this.#work = 0;
    const now = performance.now();
    if (this.#deadline === 0) this.#deadline = now + limits.expressionMs;
    else if (now > this.#deadline) {
      throw new ExpressionError(
        'limit_exceeded',
        hint(say('expression_too_slow', { limit: limits.expressionMs }), 'hint_heavy_work'),
      );
    }
  }

  enter(): void {
    if (++this.#depth > limits.expressionCallDepth) {
      throw new ExpressionError(
        'limit_exceeded',
        say('expression_calls_too_deep', { limit: limits.expressionCallDepth }),
      );
    }
  }

  leave(): void {
    this.#depth--;
  }

  /** A text that a built-in is about to make. */
  text(length: number): void {
    if (length > maxText) throw new ExpressionError('limit_exceeded', say('expression_text_too_long'));
    this.#make(length);
  }

  /** A list, set or map that is about to be made. */
  list(length: number): void {
    if (!(length <= maxList))
      throw new ExpressionError('limit_exceeded', say('expression_list_too_long', { limit: maxList }));
    this.#make(length);
  }

  #make(units: number): void {
    this.#made += units;
    if (this.#made > maxMade) throw new ExpressionError('limit_exceeded', say('expression_too_much_data'));
    this.work(units);
  }
}
