import { Secret, TOTP } from 'otpauth';

/** 160 bits, as RFC 4226 (section 4, R6) recommends. */
const SECRET_BYTES = 20;
/** What every authenticator app takes: RFC 6238 with SHA-1, six digits, 30 seconds. */
const settings = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Codes of the neighbouring time steps count too: clocks differ, and typing takes time. */
const WINDOW_STEPS = 1;
const RECOVERY_CODES = 10;
/** 80 bits: 16 letters and digits. */
const RECOVERY_BYTES = 10;

/** One-time codes of authenticator apps (RFC 6238), and codes for the day when the app is lost. */
export interface OneTimeCodes {
  /** A new secret in base32. */
  newSecret(): string;
  /** What a QR code tells the app (`otpauth:`). */
  uriOf(of: { secret: string; email: string }): string;
  /** The time step that a code is of; null for a wrong code and one of another time. `now` in ms. */
  stepOf(of: { secret: string; code: string; now: number }): number | null;
  /** Ten codes of 16 letters and digits (base32). */
  newRecoveryCodes(): string[];
}

export function createOneTimeCodes({ publicUrl }: { publicUrl: string }): OneTimeCodes {
  // The host tells two installations apart in the app; a colon would end the issuer there.
  const issuer = `Toolwright ${new URL(publicUrl).hostname}`;
  return {
    newSecret: () => new Secret({ size: SECRET_BYTES }).base32,
    uriOf: ({ secret, email }) => new TOTP({ ...settings, issuer, label: email, secret }).toString(),
    stepOf: ({ secret, code, now }) => {
      // The library compares bytes, and throws for a text of six characters that has more of them.
      if (!/^[0-9]{6}$/.test(code)) return null;
      const delta = new TOTP({ ...settings, secret }).validate({ token: code, timestamp: now, window: WINDOW_STEPS });
      return delta === null ? null : Math.floor(now / 1000 / settings.period) + delta;
    },
    newRecoveryCodes: () => Array.from({ length: RECOVERY_CODES }, () => new Secret({ size: RECOVERY_BYTES }).base32),
  };
}
