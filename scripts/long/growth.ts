/** One look at something that must not grow. */
export interface Point {
  atMs: number;
  bytes: number;
}

/** What a straight line through the looks says. */
export interface Growth {
  /** Over the whole time that was looked at. */
  grownBytes: number;
  bytesPerHour: number;
  /** How much of the ups and downs the line explains, 0 to 1. */
  steadiness: number;
  meanBytes: number;
}

const HOUR_MS = 3_600_000;
/** Below this, growth over the time that was measured is taken for noise, however steady. */
const NOISE_BYTES = 24 * 1024 * 1024;
const NOISE_PART = 0.12;
const STEADY = 0.5;

/** Least squares. Needs three looks at different times. */
export function growthOf(points: readonly Point[]): Growth {
  if (points.length < 3) throw new Error('Growth needs three looks at least');
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanAt, meanBytes] = [mean(({ atMs }) => atMs), mean(({ bytes }) => bytes)];
  const covariance = mean(({ atMs, bytes }) => (atMs - meanAt) * (bytes - meanBytes));
  const varianceAt = mean(({ atMs }) => (atMs - meanAt) ** 2);
  const variance = mean(({ bytes }) => (bytes - meanBytes) ** 2);
  const perMs = covariance / varianceAt;
  return {
    grownBytes: perMs * (points.at(-1)!.atMs - points[0]!.atMs),
    bytesPerHour: perMs * HOUR_MS,
    steadiness: variance === 0 ? 0 : covariance ** 2 / (varianceAt * variance),
    meanBytes,
  };
}

/** Whether it grows steadily, by more than noise: 24 MB or 12% of the mean, whichever is more, over the whole time. */
export function leaks({ grownBytes, steadiness, meanBytes }: Growth): boolean {
  return grownBytes > Math.max(NOISE_BYTES, meanBytes * NOISE_PART) && steadiness > STEADY;
}
