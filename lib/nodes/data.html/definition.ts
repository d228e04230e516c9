import { z } from 'zod';
import { field } from '#lib/kit/field.ts';
import { defineNode } from '#lib/kit/node-definition.ts';

export const htmlTakes = ['text', 'html', 'attribute'] as const;

export const dataHtml = defineNode({
  type: 'data.html',
  version: 1,
  title: 'HTML',
  description: 'Take texts, links and other values out of a page.',
  category: 'data',
  icon: 'file-code',
  role: 'action',
  effect: 'pure',
  ports: { in: true, out: [{ name: 'out' }], error: true },
  policy: { retry: false, timeout: true },
  config: z.strictObject({
    html: field(z.string(), {
      title: 'HTML text',
      description: 'The page, 2 MiB at most.',
      'x-control': 'expression',
      'x-placeholder': '{{ steps.fetch.body }}',
      'x-order': 1,
    }),
    values: field(
      z
        .array(
          z.strictObject({
            name: z.string().min(1).max(200),
            selector: z.string().min(1).max(1_000),
            take: z.enum(htmlTakes).default('text'),
            attribute: z.string().min(1).max(200).optional(),
            all: z.boolean().default(false),
          }),
        )
        .min(1)
        .max(100),
      {
        title: 'Values',
        description: 'What to take: name, CSS selector, and text, html or attribute. With all it is a list.',
        'x-control': 'json',
        'x-order': 2,
      },
    ),
  }),
  outputSchema: { type: 'object' },
  defaults: { html: '', values: [{ name: 'title', selector: 'title', take: 'text' }] },
  keywords: ['scrape', 'extract', 'css', 'selector', 'page', 'links', 'parse', 'cheerio'],
  aiDescription:
    'Extracts from `html`: `values` is a list of {name, selector (CSS), take: text|html|attribute, attribute?, all?}. Outputs an object by name: a text or null, with all a list of texts.',
  docs: `Reads a page as a browser does, without loading or running anything of it, and takes values out by CSS selector.

\`\`\`json
{
  "html": "{{ steps.fetch.body }}",
  "values": [
    { "name": "title", "selector": "h1", "take": "text" },
    { "name": "links", "selector": "main a[href]", "take": "attribute", "attribute": "href", "all": true }
  ]
}
\`\`\`

outputs \`{ "title": "News", "links": ["/a", "/b"] }\`. Without \`all\` it is the first match, or null if there is none. Texts lose the white space around them; \`html\` is what is inside the element.

A page may have 2 MiB, and reading it may take 5 seconds. A page that is nested too deeply, or a selector that would give more than 10 MiB, is an error.`,
});
