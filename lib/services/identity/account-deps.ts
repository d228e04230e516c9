import type { Config } from '#lib/config/config.ts';
import type { Mail } from '#lib/mail/mailer.ts';
import type { IdentityDeps } from './identity-deps.ts';

/** What the use cases need that send links to people. */
export interface AccountDeps extends IdentityDeps {
  config: IdentityDeps['config'] & Pick<Config, 'publicUrl'>;
  mail: {
    /** `log`: there is no mail server, links are in the log of the web process. */
    readonly delivery: 'email' | 'log';
    send(mail: Mail): Promise<void>;
  };
  /**
   * Work that the answer does not wait for, and so tells nothing by its time. Its failure is logged; it is over before the
   * process ends.
   */
  afterAnswer(work: () => Promise<void>): void;
}
