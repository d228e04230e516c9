import { deps } from '#lib/server/deps.ts';

/** Prometheus text format. It holds nothing of tenants: labels come from closed sets. */
export async function GET(): Promise<Response> {
  const { contentType, body } = await deps().metrics.render();
  return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } });
}
