import type { Locale } from '#lib/shared/locales.ts';
import { Html, markup } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

interface HtmlDocument {
  locale: Locale;
  title: string;
  body: Html;
  footer: Html | null;
  /** The page goes on there by itself. */
  goesTo?: string | undefined;
}

/** A whole page around its main part. */
export function htmlDocument({ locale, title, body, footer, goesTo }: HtmlDocument): Html {
  return markup`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    ${goesTo && markup`<meta http-equiv="refresh" content="1;url=${goesTo}" />`}
    <title>${title}</title>
    <style>${new Html(PAGE_STYLE)}</style>
  </head>
  <body>
    <main>${body}</main>
    ${footer && markup`<footer><p>${footer}</p></footer>`}
  </body>
</html>
`;
}
