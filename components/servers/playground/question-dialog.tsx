'use client';
import { ExternalLink } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Question, QuestionAnswer } from '#lib/client/playground/playground-session.ts';
import { Button, Dialog, DialogContent } from '../../ui/index.ts';
import { SchemaForm } from './schema-form.tsx';

interface QuestionDialogProps {
  question: Question;
  onAnswer: (answer: QuestionAnswer) => void;
}

/** A question of the server to its caller. To close it is no answer, which the protocol knows as `cancel`. */
export function QuestionDialog({ question: { message, schema, url }, onAnswer }: QuestionDialogProps) {
  const t = useTranslations('playground.question');
  const buttons = (ready: boolean) => (
    <>
      <Button type="submit" variant="primary" disabled={!ready}>
        {t('accept')}
      </Button>
      <Button onClick={() => onAnswer({ action: 'decline' })}>{t('decline')}</Button>
    </>
  );
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onAnswer({ action: 'cancel' }))}>
      <DialogContent title={t('title')} description={t('what')}>
        <p className="mb-3 text-sm break-words whitespace-pre-wrap">{message}</p>
        {url === null ? null : <PageLink url={url} />}
        <SchemaForm
          schema={schema}
          onSubmit={(input) =>
            onAnswer({ action: 'accept', ...(schema && { content: input as NonNullable<QuestionAnswer['content']> }) })
          }
          actions={buttons}
        />
      </DialogContent>
    </Dialog>
  );
}

/** Only a page of the web is a link. */
function PageLink({ url }: { url: string }) {
  const t = useTranslations('playground.question');
  const isPage = ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');
  if (!isPage) return <code className="mb-3 block font-mono text-xs break-all">{url}</code>;
  return (
    <Button asChild className="mb-3">
      <a href={url} target="_blank" rel="noreferrer">
        <ExternalLink aria-hidden />
        {t('open')}
      </a>
    </Button>
  );
}
