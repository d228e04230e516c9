'use client';
import { UserPlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useCan } from '../layout/workspace-context.tsx';
import { Button } from '../ui/index.ts';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberList } from './member-list.tsx';
import { Section } from './section.tsx';

/** Who belongs to the workspace; those who manage members invite, change and remove. */
export function MembersSection() {
  const t = useTranslations('members');
  const tSettings = useTranslations('settings');
  const manages = useCan()('member:manage');
  const [inviting, setInviting] = useState(false);
  const invite = (
    <Button variant="primary" onClick={() => setInviting(true)}>
      <UserPlus aria-hidden />
      {t('invite')}
    </Button>
  );
  return (
    <Section title={tSettings('members')} description={tSettings('membersText')} actions={manages ? invite : null}>
      <MemberList />
      {manages ? <InvitationList /> : null}
      {manages ? <InviteDialog open={inviting} onOpenChange={setInviting} /> : null}
    </Section>
  );
}
