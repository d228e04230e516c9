/** Under which the page of an invitation keeps its token, for this tab. */
export const KEPT_INVITATION = 'toolwright.invitation';
/** Where somebody comes from, and goes back to, who signs in or up because of an invitation. */
export const INVITATION_PATH = '/invitation';

/** The token of the invitation that led to this page; undefined when another way did. */
export function keptInvitation(next: string | null): string | undefined {
  return next === INVITATION_PATH ? (window.sessionStorage.getItem(KEPT_INVITATION) ?? undefined) : undefined;
}
