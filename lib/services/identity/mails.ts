import type { Role } from '#lib/contracts/principal.ts';
import { composeMail, languagesOf, type MailTexts } from '#lib/mail/compose-mail.ts';
import type { Mail } from '#lib/mail/mailer.ts';
import type { Locale } from '#lib/shared/locales.ts';

/**
 * The mails, in the language of whoever gets one, or in both where that is not known. The token sits behind `#`: browsers
 * send it to no server, so that it is in no access log and no `Referer`.
 */
interface Reader {
  email: string;
  /** As the account has it; null if nobody knows. */
  locale: string | null;
}

const purposes: Record<'verify' | 'reset', { page: string; texts: MailTexts }> = {
  verify: {
    page: 'verify',
    texts: {
      en: {
        subject: 'Confirm your e-mail address',
        lines: ['Confirm that this address is yours with this link. It works for 24 hours.'],
      },
      ko: {
        subject: '이메일 주소 확인',
        lines: ['아래 링크로 이메일 주소를 확인해 주세요. 24시간 동안 유효합니다.'],
      },
    },
  },
  reset: {
    page: 'reset',
    texts: {
      en: {
        subject: 'Set a new password',
        lines: [
          'Set a new password with this link. It works once, for 30 minutes.',
          'If you did not ask for it, do nothing: your password stays as it is.',
        ],
      },
      ko: {
        subject: '새 비밀번호 설정',
        lines: [
          '아래 링크로 새 비밀번호를 설정할 수 있습니다. 30분 동안 한 번만 사용할 수 있습니다.',
          '요청하지 않았다면 무시하세요. 비밀번호는 바뀌지 않습니다.',
        ],
      },
    },
  },
};

/** Mail with the link that verifies an address, or sets a new password. */
export function accountMail(publicUrl: string, user: Reader, purpose: 'verify' | 'reset', token: string): Mail {
  const { page, texts } = purposes[purpose];
  return mailTo(user, `${publicUrl}/${page}#${token}`, texts);
}

const koreanRoles: Record<Role, string> = { owner: '소유자', admin: '관리자', editor: '편집자', viewer: '뷰어' };

/**
 * Mail with the link that shows an invitation. Names are one line each (`nameSchema`). `languages`: those of the account of
 * this address, else both, the inviter's first.
 */
export function invitationMail(
  publicUrl: string,
  invitation: { email: string; workspaceName: string; inviterName: string; role: Role; languages: readonly Locale[] },
  token: string,
): Mail {
  const { email, workspaceName, inviterName, role, languages } = invitation;
  return composeMail(email, `${publicUrl}/invitation#${token}`, languages, {
    en: {
      subject: `Invitation to ${workspaceName}`,
      lines: [
        `${inviterName} invites you to the workspace "${workspaceName}" on Toolwright, as ${role}.`,
        'See it with this link. It works once, for 7 days, for an account with this e-mail address.',
      ],
    },
    ko: {
      subject: `${workspaceName} 워크스페이스 초대`,
      lines: [
        `${inviterName} 님이 Toolwright 워크스페이스 "${workspaceName}"에 ${koreanRoles[role]}(으)로 초대했습니다.`,
        '아래 링크에서 확인하세요. 이 이메일 주소의 계정으로 7일 동안 한 번만 사용할 수 있습니다.',
      ],
    },
  });
}

const twoFactorTexts: Record<'on' | 'off' | 'removed', Record<Locale, string>> = {
  on: {
    en: 'Two-factor sign-in is on for your account. Signing in with your password now asks for a code as well.',
    ko: '계정에 2단계 인증이 켜졌습니다. 이제 비밀번호로 로그인할 때 코드도 입력해야 합니다.',
  },
  off: {
    en: 'Two-factor sign-in is off for your account. Your password alone is enough to sign in.',
    ko: '계정의 2단계 인증이 꺼졌습니다. 이제 비밀번호만으로 로그인할 수 있습니다.',
  },
  removed: {
    en: 'The operator of this installation has turned off two-factor sign-in for your account.',
    ko: '운영자가 계정의 2단계 인증을 껐습니다. 이제 비밀번호만으로 로그인할 수 있습니다.',
  },
};

/** Mail that tells of a change to two-factor sign-in, with the way out for whoever did not make it. */
export function twoFactorMail(publicUrl: string, user: Reader, change: keyof typeof twoFactorTexts): Mail {
  const { en, ko } = twoFactorTexts[change];
  return mailTo(user, `${publicUrl}/forgot`, {
    en: {
      subject: 'Two-factor sign-in',
      lines: [en, 'If this was not you, set a new password with this link and tell the operator.'],
    },
    ko: {
      subject: '2단계 인증',
      lines: [ko, '본인이 한 일이 아니라면 아래 링크에서 새 비밀번호를 설정하고 운영자에게 알려 주세요.'],
    },
  });
}

/** Mail that tells its owner that an archive of a workspace can be fetched. Names are one line each (`nameSchema`). */
export function exportMail(publicUrl: string, user: Reader, { slug, name }: { slug: string; name: string }): Mail {
  return mailTo(user, `${publicUrl}/${slug}/settings?section=workspace`, {
    en: {
      subject: 'Workspace export',
      lines: [`The export of the workspace "${name}" is ready. You can download it for 24 hours.`],
    },
    ko: {
      subject: '워크스페이스 내보내기',
      lines: [`워크스페이스 "${name}" 내보내기가 완료되었습니다. 24시간 동안 다운로드할 수 있습니다.`],
    },
  });
}

function mailTo({ email, locale }: Reader, link: string, texts: MailTexts): Mail {
  return composeMail(email, link, languagesOf(locale), texts);
}
