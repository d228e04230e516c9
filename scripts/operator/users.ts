import { emailSchema } from '../../lib/contracts/api/identity.ts';
import { removeTwoFactor } from '../../lib/services/two-factor/reset-two-factor.ts';
import { newId } from '../../lib/shared/ids.ts';
import { UsageError, type Command } from './command.ts';
import { openInstallation } from './installation.ts';

/** Helps people who cannot help themselves, beside running processes. */
export const users: Command = {
  usage: 'users reset-two-factor EMAIL',
  summary: 'turn two-factor sign-in off for somebody who lost app and recovery codes',
  run: async (context) => {
    const [verb, address, ...rest] = context.words;
    const email = emailSchema.safeParse(address);
    if (verb !== 'reset-two-factor' || !email.success || rest.length > 0) throw new UsageError(users);
    const installation = await openInstallation(context.given);
    try {
      const actor = { kind: 'system' as const, userId: 'command-line', email: 'command line', traceId: newId() };
      await removeTwoFactor(installation.db, actor, email.data);
    } finally {
      await installation.close();
    }
    context.print(`two-factor sign-in is off for ${email.data}; tell them, and let them turn it on again`);
  },
};
