import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { baseUrlField, issuerField } from './fields.ts';

export type IdentityProviderId = 'google' | 'github' | 'oidc';

/** Somewhere people can sign in from. */
export interface IdentityProvider {
  readonly id: IdentityProviderId;
  /** What its button says. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Google and OpenID Connect: the issuer, whose discovery document is asked. GitHub: the address of its website. */
  readonly address: string;
}

const credential = z
  .string()
  .max(1_000, 'must have at most 1000 characters')
  .regex(/^[\x21-\x7e]+$/, 'must be printable characters without spaces');

export const identityProviderFields = {
  GOOGLE_CLIENT_ID: credential.optional(),
  GOOGLE_CLIENT_SECRET: credential.optional(),
  GOOGLE_BASE_URL: baseUrlField.default('https://accounts.google.com'),
  GITHUB_CLIENT_ID: credential.optional(),
  GITHUB_CLIENT_SECRET: credential.optional(),
  GITHUB_BASE_URL: baseUrlField.default('https://github.com'),
  OIDC_ISSUER: issuerField.optional(),
  OIDC_CLIENT_ID: credential.optional(),
  OIDC_CLIENT_SECRET: credential.optional(),
  OIDC_NAME: z
    .string()
    .trim()
    .regex(/^[^\p{Cc}\p{Cf}]{1,40}$/u, 'must be a name of 1 to 40 characters')
    .default('Single sign-on'),
};

type Settings = z.infer<z.ZodObject<typeof identityProviderFields>>;

/**
 * The providers that are set up, in the order of their buttons.
 *
 * @throws {ConfigError} when one is set up by half.
 */
export function identityProvidersOf(settings: Settings): readonly IdentityProvider[] {
  requireAllOrNone(settings, ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET']);
  requireAllOrNone(settings, ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET']);
  requireAllOrNone(settings, ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']);
  const all = [
    provider('google', 'Google', settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET, settings.GOOGLE_BASE_URL),
    provider('github', 'GitHub', settings.GITHUB_CLIENT_ID, settings.GITHUB_CLIENT_SECRET, settings.GITHUB_BASE_URL),
    provider('oidc', settings.OIDC_NAME, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, settings.OIDC_ISSUER),
  ];
  return all.flatMap((one) => one ?? []);
}

function provider(
  id: IdentityProviderId,
  name: string,
  clientId: string | undefined,
  clientSecret: string | undefined,
  address: string | undefined,
): IdentityProvider | null {
  if (clientId === undefined || clientSecret === undefined || address === undefined) return null;
  return { id, name, clientId, clientSecret, address };
}

function requireAllOrNone(settings: Settings, names: (keyof Settings)[]): void {
  const missing = names.filter((name) => settings[name] === undefined);
  if (missing.length === 0 || missing.length === names.length) return;
  const present = names.find((name) => settings[name] !== undefined)!;
  throw new ConfigError(missing[0]!, `is missing, although ${present} is set`);
}
