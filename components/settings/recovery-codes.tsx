'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, CopyButton } from '../ui/index.ts';

/** Recovery codes, the one time that they are shown. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const t = useTranslations('twoFactor');
  const { user } = useWorkspaceView();
  const download = () => {
    const lines = [t('fileTitle', { email: user.email }), t('fileText'), '', ...codes, ''];
    const url = URL.createObjectURL(new Blob([lines.join('\n')], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'toolwright-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className="flex flex-col gap-3">
      <ul
        aria-label={t('codesTitle')}
        className="rounded-control border-line bg-subtle grid grid-cols-1 gap-x-6 gap-y-1.5 border p-3 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={codes.join('\n')} label={t('copyCodes')} withText />
        <Button size="sm" onClick={download}>
          <Download aria-hidden />
          {t('download')}
        </Button>
      </div>
    </div>
  );
}
