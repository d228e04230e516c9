/**
 * Preloaded (`NODE_OPTIONS=--import`) into every Node process of a copy under test: `Date` shows the true time plus the
 * milliseconds that the file `CHAOS_CLOCK_FILE` holds. Timers and `performance.now()` go on as after a real jump of the clock.
 */
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 100;
const file = process.env['CHAOS_CLOCK_FILE'];

if (file !== undefined) {
  const TrueDate = Date;
  const trueNow = Date.now.bind(Date);
  let offsetMs = 0;
  const look = (): void => {
    try {
      offsetMs = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      offsetMs = 0;
    }
  };
  const now = (): number => trueNow() + offsetMs;
  look();
  setInterval(look, LOOK_EVERY_MS).unref();
  const jumping: DateConstructor = new Proxy(TrueDate, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(
        target,
        given.length === 0 ? [now()] : given,
        newTarget === jumping ? target : newTarget,
      ) as Date,
    apply: () => new TrueDate(now()).toString(),
  });
  TrueDate.now = now;
  TrueDate.prototype.constructor = jumping;
  globalThis.Date = jumping;
}
