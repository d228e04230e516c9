import { HttpBrowser } from '../../lib/testing/http-browser.ts';
import type { Builder } from '../sign-up.ts';

/** Follows a client's address to where the person is asked, allows it in their name, and gives the address that they end at. */
export async function allow({ client }: Pick<Builder, 'client'>, authorizationUrl: string): Promise<URL> {
  const browser = new HttpBrowser();
  const follow = async (url: string): Promise<string> => {
    const response = await browser.get(url);
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url} leads nowhere: ${response.status} ${await response.text()}`);
    return location;
  };
  const page = new URL(await follow(await follow(authorizationUrl)));
  const request = page.searchParams.get('request') ?? '';
  const { continueTo } = await client.call('answerConsent', { body: { request, allow: true } });
  return new URL(await follow(await follow(continueTo)));
}
