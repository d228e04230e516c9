/**
 * Preloaded (`--import`) into every child of the supervisor: when the supervisor is gone, however it ended, its end of the
 * IPC channel closes and the child stops as if it had been asked to, or is killed after the grace.
 */
const GRACE_MS = 8_000;

if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
  });
  // The channel must not keep a process alive that has finished its work.
  process.channel.unref();
}
