import type { OAuthClientProvider } from '@modelcontextprotocol/client';

/** What an app keeps of its sign-in. */
export class MemoryProvider implements OAuthClientProvider {
  readonly redirectUrl: string;
  sentTo: URL | undefined;
  saved: { access_token: string; token_type: string; refresh_token?: string | undefined } | undefined;
  #client: { client_id: string } | undefined;
  #verifier = '';

  constructor(redirectUrl: string) {
    this.redirectUrl = redirectUrl;
  }

  get clientMetadata() {
    return {
      client_name: 'SDK client',
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    };
  }

  clientInformation() {
    return this.#client;
  }
  saveClientInformation(client: { client_id: string }) {
    this.#client = client;
  }
  tokens() {
    return this.saved;
  }
  saveTokens(tokens: { access_token: string; token_type: string; refresh_token?: string | undefined }) {
    this.saved = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.sentTo = url;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
}
