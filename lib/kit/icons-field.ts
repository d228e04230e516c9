import { z } from 'zod';
import { literal } from './field.ts';

/** Icons that assistants may show beside a tool, prompt or resource. */
export function iconsField(order: number) {
  return z
    .array(
      z.strictObject({
        src: literal(z.string().min(1).max(100_000), {
          title: 'Address',
          description: 'https, or a data: address with the image in it.',
          'x-control': 'text',
          'x-placeholder': 'https://example.com/icon.png',
        }),
        mimeType: literal(z.string().max(100), {
          title: 'MIME type',
          'x-control': 'text',
          'x-placeholder': 'image/png',
        }).optional(),
        sizes: literal(z.string().max(20), {
          title: 'Size',
          description: 'Such as 48x48, or "any".',
          'x-control': 'text',
          'x-placeholder': '48x48',
        }).optional(),
        theme: literal(z.enum(['light', 'dark']), {
          title: 'Made for',
          'x-control': 'select',
          'x-options': { light: 'Light backgrounds', dark: 'Dark backgrounds' },
        }).optional(),
      }),
    )
    .max(8)
    .meta({
      title: 'Icons',
      description: 'Small images that assistants may show.',
      'x-literal': true,
      'x-control': 'json',
      'x-advanced': true,
      'x-order': order,
    })
    .optional();
}
