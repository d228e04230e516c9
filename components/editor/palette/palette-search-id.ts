/** The search field's id, so that `/` can bring the focus there. */
export const paletteSearchId = 'editor-palette-search';
