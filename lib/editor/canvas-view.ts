/** The part of the canvas that is shown: offset and zoom as in React Flow's transform, size in screen pixels. */
export interface CanvasView {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

/** A card on the canvas, in canvas pixels. */
export interface CanvasBox {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The cards that have to be fitted again after the stage became smaller: all that were wholly in view,
 * or none if each of those still is.
 */
export function cutOff(boxes: readonly CanvasBox[], before: CanvasView, after: CanvasView): string[] {
  const seen = boxes.filter((box) => isWithin(box, before));
  return seen.every((box) => isWithin(box, after)) ? [] : seen.map((box) => box.id);
}

function isWithin(box: CanvasBox, { x, y, zoom, width, height }: CanvasView): boolean {
  return (
    box.x * zoom + x >= 0 &&
    box.y * zoom + y >= 0 &&
    (box.x + box.width) * zoom + x <= width &&
    (box.y + box.height) * zoom + y <= height
  );
}
