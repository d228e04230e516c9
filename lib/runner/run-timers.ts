interface TimerPlan {
  /** ms from now; at the latest at once. */
  timeoutIn: number;
  onTimeout: () => void;
  /** Null if the run is accepted already. */
  acceptIn: number | null;
  onAccept: () => void;
}

/** The timers of a run that has to wait for something. The answer clears them. */
export function startRunTimers(plan: TimerPlan): () => void {
  const timers = [setTimeout(plan.onTimeout, Math.max(0, plan.timeoutIn))];
  if (plan.acceptIn !== null) timers.push(setTimeout(plan.onAccept, Math.max(0, plan.acceptIn)));
  return () => timers.forEach((timer) => clearTimeout(timer));
}
