import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '#lib/shared/app-error.ts';
import { negotiateLocale } from '#lib/shared/locales.ts';
import { replyPage, replyRefused } from '../forms/form-reply.ts';
import { pathOf } from '../http-server.ts';
import type { ServerDirectory } from '../server-directory.ts';
import { serverPage } from './server-page.ts';

const PATH = /^\/mcp\/([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})\/?$/;

export interface VisitPorts {
  directory: Pick<ServerDirectory, 'accessOf' | 'find'>;
  limits: { ofAddress(address: string): Promise<AppError | null> };
  addressOf(request: IncomingMessage): string;
  visits: {
    /** Of the web app. */
    webUrl: string;
    /** Under which clients find the runtime. */
    mcpUrl: string;
  };
}

/** Whether a person's browser opens a server's address: no client of the protocol asks for a page. */
export function isVisit(request: IncomingMessage): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const { accept = '', authorization } = request.headers;
  return authorization === undefined && /\btext\/html\b/i.test(accept) && !/\btext\/event-stream\b/i.test(accept);
}

/**
 * The page at a server's address. Only a public server says what it offers; every other address, whatever is there, looks
 * the same.
 */
export async function serveVisit(ports: VisitPorts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const locale = negotiateLocale(request.headers['accept-language'] ?? null);
  const flooding = await ports.limits.ofAddress(ports.addressOf(request));
  if (flooding) return replyRefused(response, flooding, { locale, workspaceName: null });
  const [, workspaceSlug, workflowSlug] = PATH.exec(pathOf(request)) ?? [];
  const { webUrl, mcpUrl } = ports.visits;
  const isAddress = workspaceSlug !== undefined && workflowSlug !== undefined;
  const served = isAddress ? await publicVersion(ports, workspaceSlug, workflowSlug) : null;
  const page = serverPage({
    locale,
    url: isAddress ? `${mcpUrl}/mcp/${workspaceSlug}/${workflowSlug}` : null,
    webUrl,
    served,
  });
  replyPage(response, served ? 200 : 401, page, served ? {} : { 'www-authenticate': 'Bearer' });
}

async function publicVersion({ directory }: VisitPorts, workspaceSlug: string, workflowSlug: string) {
  if ((await directory.accessOf(workspaceSlug, workflowSlug)) !== 'public') return null;
  const server = await directory.find(workspaceSlug, workflowSlug);
  return server?.record.access === 'public' ? (server.live?.served ?? null) : null;
}
