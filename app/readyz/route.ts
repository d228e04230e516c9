import { checkReadiness } from '#lib/server/readiness.ts';

/** Can serve: what it depends on answers. 503 names what does not. */
export async function GET(): Promise<Response> {
  const { ready, checks } = await checkReadiness();
  return Response.json(
    { status: ready ? 'ready' : 'not ready', checks },
    { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store', ...(ready ? {} : { 'retry-after': '1' }) } },
  );
}
