'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { createClient } from '#lib/client/create-client.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { pathOf } from '../layout/navigation.ts';
import { EmailVerification } from '../settings/email-verification.tsx';
import { Badge, Button, ExactTime, Skeleton } from '../ui/index.ts';
import { LinkProblem } from './dead-link.tsx';
import { FormAlert } from './form-alert.tsx';
import { INVITATION_PATH, KEPT_INVITATION } from './kept-invitation.ts';
import { useLinkToken } from './use-link-token.ts';

const client = createClient({ baseUrl: '' });

/** What an invitation offers. `visitor` is the signed-in person's address; null for nobody. */
export function InvitationView({ visitor }: { visitor: string | null }) {
  const t = useTranslations('links');
  const tRoles = useTranslations('roles');
  const token = useLinkToken(KEPT_INVITATION);
  const offer = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => client.call('previewInvitation', { body: { token: token || '-' } }),
    enabled: token !== null,
    staleTime: Infinity,
    retry: false,
  });
  if (offer.isError) return <LinkProblem error={offer.error} />;
  if (!offer.data || token === null) return <Skeleton className="h-40" />;
  const { workspace, email, role, invitedBy, expiresAt } = offer.data;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm break-words">
        {t('invitationText', { inviter: invitedBy.name, workspace: workspace.name })}
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-muted">{t('role')}</dt>
        <dd>
          <Badge>{tRoles(role)}</Badge>
        </dd>
        <dt className="text-muted">{t('invitationFor')}</dt>
        <dd className="break-all">{email}</dd>
        <dt className="text-muted">{t('expires')}</dt>
        <dd>
          <ExactTime value={expiresAt} />
        </dd>
      </dl>
      {visitor === null ? (
        <SignInFirst invited={email} />
      ) : visitor === email ? (
        <Accept token={token} email={email} />
      ) : (
        <FormAlert>{t('otherAddress', { email: visitor, invited: email })}</FormAlert>
      )}
    </div>
  );
}

function SignInFirst({ invited }: { invited: string }) {
  const t = useTranslations('links');
  const tAuth = useTranslations('auth');
  return (
    <>
      <p className="text-muted text-sm break-words">{t('signInFirst', { email: invited })}</p>
      <Button asChild variant="primary" size="lg">
        <Link href={`/signin?next=${INVITATION_PATH}`}>{tAuth('signIn')}</Link>
      </Button>
      <Button asChild size="lg">
        <Link href={`/signup?next=${INVITATION_PATH}`}>{tAuth('signUp')}</Link>
      </Button>
    </>
  );
}

function Accept({ token, email }: { token: string; email: string }) {
  const t = useTranslations('links');
  const me = useQuery({ queryKey: queryKeys.me(), queryFn: ({ signal }) => client.call('getMe', { signal }) });
  const accept = useMutation({
    mutationFn: () => client.call('acceptInvitation', { body: { token } }),
    onSuccess: ({ slug }) => {
      window.sessionStorage.removeItem(KEPT_INVITATION);
      // A full load: the server finds out anew who looks at what.
      window.location.assign(pathOf(slug, 'workflows'));
    },
  });
  if (me.data?.emailVerified === false) {
    return (
      <>
        <p className="text-muted text-sm">{t('verifyFirst')}</p>
        <EmailVerification client={client} email={email} />
      </>
    );
  }
  const already = isApiProblem(accept.error) && accept.error.code === 'conflict';
  return (
    <>
      {already ? <FormAlert>{t('already')}</FormAlert> : <LinkProblem error={accept.error} />}
      <p className="text-muted text-sm break-words">{t('acceptAs', { email })}</p>
      <Button
        variant="primary"
        size="lg"
        busy={me.isPending || accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate()}
      >
        {t('accept')}
      </Button>
    </>
  );
}
