import type { CatalogueTexts } from '#lib/client/localize.ts';
import connectors from '../../messages/catalogue/connectors.ko.json' with { type: 'json' };
import nodes from '../../messages/catalogue/nodes.ko.json' with { type: 'json' };
import templates from '../../messages/catalogue/templates.ko.json' with { type: 'json' };

/** What the server says in English only, in Korean. Loaded where it is shown: it is much text. */
export const catalogueKo: CatalogueTexts = { nodes, connectors, templates };
