import type { Locator } from '@playwright/test';
import jsQR from 'jsqr';
import { generateSync } from 'otplib';

/** What a phone's camera and authenticator app do, with other libraries than the product's. */
export class Phone {
  #secret = '';
  #step = 0;

  /** Reads the QR code as it is on the screen; returns what it says. */
  async scan(picture: Locator): Promise<URL> {
    const { data, width, height } = await picture.evaluate(async (svg) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 400 });
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0, 400, 400);
      return { data: [...context.getImageData(0, 0, 400, 400).data], width: 400, height: 400 };
    });
    const text = jsQR(new Uint8ClampedArray(data), width, height)?.data;
    if (text === undefined) throw new Error('There is no QR code to be read');
    const uri = new URL(text);
    this.#secret = uri.searchParams.get('secret') ?? '';
    return uri;
  }

  /** The code of now, or of the next step where that of now was shown already: servers take both. */
  code(): string {
    this.#step = Math.max(this.#step + 1, Math.floor(Date.now() / 30_000));
    return generateSync({ secret: this.#secret, epoch: this.#step * 30 });
  }
}
