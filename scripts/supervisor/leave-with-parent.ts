/**
 * Preloaded (`--import`) into every child of the supervisor: when the supervisor is gone, however it ended, its end of the
 * IPC channel closes and the child stops as if it had been asked to, or is killed after the grace.
 */
const GRACE_MS = 8_000;

// A child's own children inherit `--import`; their channels are not ours to watch or to let go of.
if (process.channel && process.env.SUPERVISOR_PID === String(process.ppid)) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  });
  // The channel must not keep a process alive that has finished its work.
  process.channel.unref();
}
