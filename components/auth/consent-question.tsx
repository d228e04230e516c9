'use client';
import { useMutation } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createClient } from '#lib/client/create-client.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Button } from '../ui/index.ts';
import { FormAlert } from './form-alert.tsx';

const client = createClient({ baseUrl: '' });

/** What a client asks for, as the server has checked it. */
interface Asked {
  clientName: string | null;
  clientHost: string;
  redirectUri: string;
  serverName: string;
  serverUrl: string;
  workspaceName: string;
  scopes: readonly string[];
}

interface ConsentQuestionProps {
  /** The signed question, which goes back with the answer. */
  request: string;
  asked: Asked;
  /** Of the person who answers. */
  email: string;
}

/** May this client use this server? What the client says of itself stands beside what is known of it. */
export function ConsentQuestion({ request, asked, email }: ConsentQuestionProps) {
  const t = useTranslations('consent');
  const problemText = useProblemText();
  const answer = useMutation({
    mutationFn: (allow: boolean) => client.call('answerConsent', { body: { request, allow } }),
    // A full load: it leads to the authorization server, and from there back to the client.
    onSuccess: ({ continueTo }) => window.location.assign(continueTo),
  });
  const name = asked.clientName ?? asked.clientHost;
  const busy = answer.isPending || answer.isSuccess;
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold break-words">{t('question', { client: name, server: asked.serverName })}</h1>
      <p className="text-muted text-sm break-words">{t('signedInAs', { email })}</p>
      <dl className="border-line rounded-control grid gap-3 border p-3 text-sm">
        <Fact label={t('client')}>
          <span className="font-medium">{asked.clientHost}</span>
          {asked.clientName === null ? null : (
            <span className="text-muted"> {t('callsItself', { name: asked.clientName })}</span>
          )}
        </Fact>
        <Fact label={t('sentBackTo')}>
          <code className="font-mono text-xs break-all">{asked.redirectUri}</code>
        </Fact>
        <Fact label={t('server')}>
          {asked.serverName} <span className="text-muted">{t('inWorkspace', { workspace: asked.workspaceName })}</span>
          <code className="text-faint block font-mono text-xs break-all">{asked.serverUrl}</code>
        </Fact>
      </dl>
      <Scopes scopes={asked.scopes} />
      <FormAlert>{answer.error ? problemText(answer.error).text : null}</FormAlert>
      <p className="text-muted text-xs">{t('onlyIf')}</p>
      <div className="flex flex-col gap-2">
        <Button
          variant="primary"
          size="lg"
          busy={busy && answer.variables === true}
          disabled={busy}
          onClick={() => answer.mutate(true)}
        >
          {t('allow')}
        </Button>
        <Button
          size="lg"
          busy={busy && answer.variables === false}
          disabled={busy}
          onClick={() => answer.mutate(false)}
        >
          {t('decline')}
        </Button>
      </div>
    </div>
  );
}

function Scopes({ scopes }: { scopes: readonly string[] }) {
  const t = useTranslations('consent');
  return (
    <section>
      <h2 className="mb-1.5 text-sm font-medium">{t('allows')}</h2>
      <ul className="flex flex-col gap-1.5 text-sm">
        {scopes.map((scope) => (
          <li key={scope} className="flex items-start gap-2">
            <ShieldCheck aria-hidden className="text-muted mt-0.5 size-4 shrink-0" />
            <span>{t(scope === 'mcp:call' ? 'mayCall' : 'mayRead')}</span>
          </li>
        ))}
      </ul>
      <p className="text-muted mt-2 text-xs">{t('limits')}</p>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-muted mb-0.5 text-xs">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
