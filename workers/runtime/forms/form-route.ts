import type { IncomingMessage, ServerResponse } from 'node:http';
import { fieldsFromSchema } from '#lib/contracts/schema-fields.ts';
import { answerFaults, noFaults, type AnswerFaults } from '#lib/services/forms/answer-faults.ts';
import { formTexts } from '#lib/services/forms/form-texts.ts';
import { readAnswers } from '#lib/services/forms/read-answers.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { negotiateLocale } from '#lib/shared/locales.ts';
import { pathOf } from '../http-server.ts';
import { readBytes } from '../read-body.ts';
import { formPage, type Reader } from './form-pages.ts';
import { replyHanded, replyMembersOnly, replyPage, replyRefused } from './form-reply.ts';
import { findOpenForm, type FormAddress, type OpenForm, type OpenFormPorts } from './open-form.ts';

const MAX_BODY_BYTES = 256 * 1024;
const PATH = /^\/(forms|forms-test)\/([a-z0-9-]{1,63})\/([A-Za-z0-9._~-]{1,100})$/;

export interface Member {
  id: string;
  name: string;
  email: string;
}

/** See `lib/auth/form-tokens.ts`. */
interface FormTokens {
  readPass(token: string, form: string, now: number): Promise<{ sessionId: string } | null>;
  issueSheet(of: string, sessionId: string | null, now: number): Promise<string>;
  readSheet(token: string, of: string, now: number): Promise<{ id: string; sessionId: string | null } | null>;
}

export interface FormRoutePorts extends Omit<OpenFormPorts, 'limits'> {
  tokens: FormTokens;
  /** Whose live session it is, if they belong to the workspace now; else null. */
  memberOf(sessionId: string, workspaceId: string): Promise<Member | null>;
  /** Of the web app, where members sign in. */
  webUrl: string;
  limits: OpenFormPorts['limits'] & {
    ofAddress(address: string): Promise<AppError | null>;
    /** Of forms that one address sends. */
    ofForms(key: string): Promise<AppError | null>;
  };
  addressOf(request: IncomingMessage): string;
  isOutage(error: unknown): boolean;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  address: FormAddress;
  form: OpenForm;
  reader: Reader;
  traceId: string;
}

/**
 * `/forms/{workspaceSlug}/{path}` and its kin for tests, after the guards on Host and Origin: the page, and what was
 * filled in. Throws what is neither an `AppError` nor an outage.
 */
export async function serveForm(
  ports: FormRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
  traceId: string,
): Promise<void> {
  const reader: Reader = {
    locale: negotiateLocale(request.headers['accept-language'] ?? null),
    workspaceName: null,
  };
  try {
    refuse(ports.runner.refusal());
    refuse(await ports.limits.ofAddress(ports.addressOf(request)));
    const address = addressIn(request);
    const form = address && (await findOpenForm(ports, address));
    if (!form) throw new AppError('not_found', 'No form is open at this address');
    reader.workspaceName = form.workspaceName;
    const exchange = { request, response, address, form, reader, traceId };
    if (request.method === 'POST') return await take(ports, exchange);
    if (request.method === 'GET' || request.method === 'HEAD') return await show(ports, exchange);
    throw new AppError('method_not_allowed', 'A form is read and sent');
  } catch (error) {
    if (error instanceof AppError) return replyRefused(response, error, reader);
    if (!ports.isOutage(error)) throw error;
    replyRefused(response, new AppError('unavailable', 'The database is away', { retryAfterMs: 1_000 }), reader);
  }
}

function addressIn(request: IncomingMessage): FormAddress | null {
  const [, kind, workspaceSlug = '', path = ''] = PATH.exec(pathOf(request)) ?? [];
  return kind === undefined ? null : { workspaceSlug, path, test: kind === 'forms-test' };
}

/** The fresh page. Members come from the web app, which gives their session a pass. */
async function show(ports: FormRoutePorts, exchange: Exchange): Promise<void> {
  const { request, response, address, form, reader } = exchange;
  if (form.config.access !== 'members') return replyForm(ports, exchange, { member: null, sessionId: null });
  const pass = new URLSearchParams((request.url ?? '').split('?')[1]).get('pass');
  const entrance = entranceOf(ports, address);
  if (pass === null) {
    response.writeHead(303, { location: entrance, 'cache-control': 'private, no-store' });
    return void response.end();
  }
  const opened = await ports.tokens.readPass(pass, `${address.workspaceSlug}/${address.path}`, ports.now());
  const member = opened && (await ports.memberOf(opened.sessionId, form.workspaceId));
  if (!opened || !member) return replyMembersOnly(response, entrance, reader);
  await replyForm(ports, exchange, { member, sessionId: opened.sessionId });
}

/** What was filled in: who it is, whether it fits, then the run. */
async function take(ports: FormRoutePorts, exchange: Exchange): Promise<void> {
  const { request, response, address, form, reader, traceId } = exchange;
  refuse(await ports.limits.ofForms(`${ports.addressOf(request)} ${form.id}`));
  const posted = await readPosted(request);
  const sheet = await ports.tokens.readSheet(posted.get('sheet') ?? '', form.id, ports.now());
  const isForMembers = form.config.access === 'members';
  const sessionId = isForMembers ? (sheet?.sessionId ?? null) : null;
  const member = sessionId === null ? null : await ports.memberOf(sessionId, form.workspaceId);
  if (isForMembers && !member) return replyMembersOnly(response, entranceOf(ports, address), reader);
  const fields = fieldsFromSchema(form.config.inputSchema) ?? [];
  const checked = form.validateInput(readAnswers(fields, posted));
  if (!checked.ok || !sheet) {
    const faults = checked.ok ? noFaults : answerFaults(fields, checked.errors, formTexts(reader.locale));
    return replyForm(ports, exchange, { member, sessionId }, { posted, faults, sheetWasOld: !sheet });
  }
  const input = { ...(checked.value as JsonObject), ...(member && { submittedBy: { ...member } }) };
  const isGone = (): boolean => response.destroyed;
  const handed = await form.hand({ input, sheetId: sheet.id, traceId, isGone });
  replyHanded(response, form, handed, { ...reader, again: `./${address.path}` });
}

async function readPosted(request: IncomingMessage): Promise<URLSearchParams> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') throw new AppError('unsupported_media_type', 'No form was sent');
  const body = await readBytes(request, MAX_BODY_BYTES);
  if (body.ok) return new URLSearchParams(new TextDecoder().decode(body.bytes));
  if (body.reason === 'too_large') throw new AppError('too_large', 'The form is too large');
  throw new AppError('malformed', 'The form broke off');
}

/** The page with a fresh sheet: empty, or as it was sent with what does not fit. */
async function replyForm(
  ports: FormRoutePorts,
  { response, address, form, reader }: Exchange,
  who: { member: Member | null; sessionId: string | null },
  sent: { posted: URLSearchParams; faults: AnswerFaults; sheetWasOld: boolean } | null = null,
): Promise<void> {
  const sheet = await ports.tokens.issueSheet(form.id, who.sessionId, ports.now());
  const page = formPage(
    {
      config: form.config,
      sheet,
      posted: sent?.posted ?? null,
      faults: sent?.faults ?? noFaults,
      sheetWasOld: sent?.sheetWasOld ?? false,
      member: who.member,
      isTest: form.isTest,
      action: `./${address.path}`,
    },
    reader,
  );
  replyPage(response, sent ? 422 : 200, page);
}

/** The page of the web app that knows who is signed in and sends them back with a pass. */
function entranceOf({ webUrl }: FormRoutePorts, { workspaceSlug, path, test }: FormAddress): string {
  return `${webUrl}/${workspaceSlug}/forms/${path}${test ? '?test=1' : ''}`;
}

function refuse(refusal: AppError | null): void {
  if (refusal) throw refusal;
}
