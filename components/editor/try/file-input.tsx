'use client';
import { Upload, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import { Button, FileChip, IconButton } from '#components/ui/index.ts';
import { limits } from '#lib/contracts/limits.ts';
import { fileFacts } from '#lib/shared/file-reference.ts';
import { useSession } from '../session/editor-context.tsx';

interface FileInputProps {
  control: { id: string };
  value: unknown;
  /** A reference to what was uploaded; `undefined` when it is taken away. */
  onChange: (value: unknown) => void;
}

/** Uploads a file and gives a reference to it: the input that a workflow gets. */
export function FileInput({ control, value, onChange }: FileInputProps) {
  const t = useTranslations('editor.try');
  const { client } = useSession();
  const problemText = useProblemText();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const chosen = fileFacts(value);
  const upload = async (file: File): Promise<void> => {
    if (file.size > limits.fileBytes) return setError(t('fileTooLarge', { size: limits.fileBytes / 1024 / 1024 }));
    setBusy(true);
    setError(null);
    try {
      const { id, name, mimeType, size, sha256 } = await client.uploadFile(file, { name: file.name });
      onChange({ $file: { id, name, mimeType, size, sha256 } });
    } catch (cause) {
      setError(problemText(cause).text);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <input
        ref={picker}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void upload(file);
        }}
      />
      <Button {...control} busy={busy} onClick={() => picker.current?.click()}>
        {busy ? null : <Upload aria-hidden />}
        {chosen ? t('chooseOtherFile') : t('chooseFile')}
      </Button>
      {chosen ? (
        <>
          <FileChip file={chosen} />
          <IconButton label={t('removeFile')} onClick={() => onChange(undefined)}>
            <X aria-hidden />
          </IconButton>
        </>
      ) : null}
      {error === null ? null : (
        <p role="alert" className="text-error w-full text-xs">
          {error}
        </p>
      )}
    </div>
  );
}
