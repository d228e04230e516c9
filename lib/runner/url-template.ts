import { say, type Said } from '#lib/shared/say.ts';
import { compileTemplate } from '#lib/expressions/evaluate/compile.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import type { ParsedTemplate } from '#lib/expressions/parse/template.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { typeName } from './check-config.ts';

/** Where in a URL a value stands. `base`: at the very start, so that there is no literal part to keep. */
type Place = 'base' | 'host' | 'port' | 'path' | 'query';
type Part = { text: string } | { place: Place; whole: boolean; evaluate: (scope: Scope) => unknown };

/**
 * Compiles the template of a URL (`security.md`, outbound). Values in the path become one encoded segment, never empty,
 * `.` or `..`; values in the query are encoded; a value in a host is one label, or the whole host. No value can change
 * the scheme, host or port that is written, and the result lies under the literal prefix. A value at the very start is
 * the whole address so far. Throws `config_invalid`.
 */
export function compileUrl(template: ParsedTemplate): (scope: Scope) => unknown {
  if (template.kind === 'text') return () => template.text;
  if (template.kind === 'value') return evaluatorOf(template);
  const parts = placeParts(template.parts);
  return (scope) => buildUrl(parts, scope);
}

function placeParts(pieces: Extract<ParsedTemplate, { kind: 'mixed' }>['parts']): Part[] {
  let before = '';
  return pieces.map((piece, index): Part => {
    if (typeof piece === 'string') {
      const text = index === 0 ? piece.trimStart() : piece;
      before += text;
      return { text };
    }
    const next = pieces[index + 1];
    const place = placeAfter(before);
    const whole =
      place === 'host' &&
      before.endsWith('://') &&
      (next === undefined || (typeof next === 'string' && /^[/?#\\:]/.test(next)));
    before += place === 'base' ? 'https://base/' : 'x';
    return { place, whole, evaluate: evaluatorOf({ kind: 'value', expression: piece }) };
  });
}

function evaluatorOf(template: ParsedTemplate): (scope: Scope) => unknown {
  const compiled = compileTemplate(template);
  return (scope) => compiled.evaluate(scope);
}

/** The part of a URL that goes on after `before` (RFC 3986, section 3); `\` is read as `/`, as WHATWG URL does. */
function placeAfter(before: string): Place {
  if (before === '') return 'base';
  if (/[?#]/.test(before)) return 'query';
  const authority = /^[a-z][a-z0-9+.-]*:[/\\]{2}([^/\\]*)$/i.exec(before);
  if (authority) return authority[1]!.replace(/\[[^\]]*\]/, '').includes(':') ? 'port' : 'host';
  return 'path';
}

function buildUrl(parts: readonly Part[], scope: Scope): string {
  let url = '';
  /** The same with harmless values in the path and query: what the literal part alone says. */
  let skeleton = '';
  for (const part of parts) {
    if ('text' in part) {
      url += part.text;
      skeleton += part.text;
      continue;
    }
    const text = encodePart(part, part.evaluate(scope));
    url += text;
    skeleton += part.place === 'path' || part.place === 'query' ? 'x' : text;
  }
  checkSegments(parts, url);
  const built = URL.parse(url);
  const wanted = URL.parse(skeleton);
  if (!built || !wanted) throw invalid(say('url_not_absolute', { url: url.slice(0, 200) }));
  if (built.origin !== wanted.origin || built.username !== wanted.username || built.password !== wanted.password) {
    throw invalid(say('url_host_changed'));
  }
  if (built.pathname.split('/').length !== wanted.pathname.split('/').length) throw invalid(say('url_path_changed'));
  return url;
}

function encodePart(part: Extract<Part, { place: Place }>, value: unknown): string {
  const text = asText(value);
  switch (part.place) {
    case 'base':
      return text.trim();
    case 'host':
      if (
        part.whole
          ? /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?$/.test(text)
          : /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(text)
      )
        return text;
      throw invalid(part.whole ? say('url_host_name') : say('url_host_letters'));
    case 'port':
      if (/^\d{1,5}$/.test(text)) return text;
      throw invalid(say('url_port'));
    case 'path':
      if (text === '') throw invalid(say('url_path_empty', { got: typeName(value) }));
      return encodeURIComponent(text.toWellFormed());
    case 'query':
      return encodeURIComponent(text.toWellFormed());
  }
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** No segment of a path with values may mean "here" or "up", spelled with values and literal dots together. */
function checkSegments(parts: readonly Part[], url: string): void {
  if (!parts.some((part) => 'place' in part && part.place === 'path')) return;
  const path = url.split(/[?#]/, 1)[0]!;
  if (path.split(/[/\\]/).some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) {
    throw invalid(say('url_path_dots'));
  }
}

function invalid(said: Said): NodeFailure {
  return new NodeFailure('config_invalid', said);
}
