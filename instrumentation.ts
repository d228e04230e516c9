/** Next calls this once, before it serves anything. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { startWeb } = await import('#lib/server/start-web.ts');
  await startWeb();
}
