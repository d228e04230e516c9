import type { ServedVersion } from '#lib/mcp/served-version.ts';
import { fillText } from '#lib/shared/fill-text.ts';
import type { Locale } from '#lib/shared/locales.ts';
import en from '../../../messages/server-page.en.json' with { type: 'json' };
import ko from '../../../messages/server-page.ko.json' with { type: 'json' };
import { htmlDocument } from '../forms/html-document.ts';
import { markup, type Html } from '../forms/html.ts';

const textsOf: Readonly<Record<Locale, typeof en>> = { en, ko };
const MOST_SHOWN = 50;

interface Visit {
  locale: Locale;
  /** The address that was opened, as clients want it; null where it cannot be a server's. */
  url: string | null;
  /** Of the web app. */
  webUrl: string;
  /** What a public server offers. Null for everybody else's, and for nothing: they look the same. */
  served: ServedVersion | null;
}

/** What a person sees who opens a server's address in a browser. */
export function serverPage({ locale, url, webUrl, served }: Visit): Html {
  const texts = textsOf[locale];
  const title = served ? (served.serverInfo.title ?? served.serverInfo.name) : texts.title;
  const body = markup`<h1>${title}</h1>
      ${served?.instructions ? markup`<p class="lead">${served.instructions}</p>` : null}
      <p class="lead">${texts.lead}</p>
      <p class="who">${served ? texts.open : texts.locked}</p>
      ${url === null ? null : howTo(texts, url, served === null)}
      ${served && offer(texts, served)}`;
  const [before, after] = texts.app.split('{name}');
  const footer = markup`${before}<a href="${webUrl}">Toolwright</a>${after}`;
  return htmlDocument({ locale, title, body, footer });
}

/** An address is made of slugs: nothing in it needs quoting. */
function howTo(texts: typeof en, url: string, wantsKey: boolean): Html {
  const name = url.split('/').at(-1);
  const header = wantsKey ? ' --header "Authorization: Bearer YOUR_API_KEY"' : '';
  const entry = { type: 'http', url, ...(wantsKey && { headers: { Authorization: 'Bearer YOUR_API_KEY' } }) };
  const file = JSON.stringify({ mcpServers: { [name ?? '']: entry } }, null, 2);
  return markup`${box(texts.address, url)}
      ${box(texts.command, `claude mcp add --transport http ${name} ${url}${header}`)}
      ${box(texts.file, file)}`;
}

function box(label: string, code: string): Html {
  return markup`<section class="result"><h2>${label}</h2><pre>${code}</pre></section>`;
}

function offer(texts: typeof en, { listing, promptListing, resourceListing, templateListing }: ServedVersion): Html {
  return markup`${list(texts, texts.tools, listing)}
      ${list(texts, texts.prompts, promptListing)}
      ${list(texts, texts.resources, [
        ...resourceListing.map(({ uri, description }) => ({ name: uri, description })),
        ...templateListing.map(({ uriTemplate, description }) => ({ name: uriTemplate, description })),
      ])}`;
}

function list(
  texts: typeof en,
  label: string,
  items: readonly { name: string; description?: string | undefined }[],
): Html | null {
  if (items.length === 0) return null;
  const rows = items
    .slice(0, MOST_SHOWN)
    .map(({ name, description }) => markup`<div><dt><code>${name}</code></dt><dd>${description ?? ''}</dd></div>`);
  const more = items.length - rows.length;
  return markup`<section class="result"><h2>${label}</h2><dl>${rows}</dl>${more > 0 && markup`<p class="who">${fillText(texts.more, { count: more }, {})}</p>`}</section>`;
}
