/** A card in canvas pixels; with branch ports it is higher. */
export const cardSize = { width: 240, height: 84 } as const;
