'use client';
import { CircleHelp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Step } from '#lib/contracts/execution.ts';
import { parseJsonText } from '#lib/editor/json-text.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Button, ConfirmDialog, Dialog, DialogContent, Field, Form, Textarea, toast } from '../ui/index.ts';
import { placeOf } from './step-place.ts';
import { useSettleStep, type Settlement } from './use-executions.ts';

interface SettleStepProps {
  executionId: string;
  step: Step;
}

/** A call that was sent and left no receipt: a person looks at the other side and says what became of it. */
export function SettleStep({ executionId, step }: SettleStepProps) {
  const t = useTranslations('settle');
  const problemText = useProblemText();
  const settle = useSettleStep(executionId, placeOf(step));
  const [asking, setAsking] = useState<Settlement['as'] | null>(null);
  const send = (settlement: Settlement) =>
    settle.mutate(settlement, {
      onSuccess: () => toast.success(t('done')),
      onError: (error) => toast.error(problemText(error).text),
      onSettled: () => setAsking(null),
    });
  const plain = asking === 'happened' ? null : asking;
  return (
    <div className="rounded-control border-warning/40 bg-warning-subtle m-4 mb-0 border p-3">
      <p className="text-warning flex items-start gap-2 text-sm font-medium">
        <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0" />
        {t('title')}
      </p>
      <p className="text-ink mt-1 text-sm">{t('text')}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={() => setAsking('happened')}>{t('happened')}</Button>
        <Button onClick={() => setAsking('notHappened')}>{t('notHappened')}</Button>
        <Button onClick={() => setAsking('givenUp')}>{t('givenUp')}</Button>
      </div>
      <Dialog open={asking === 'happened'} onOpenChange={(open) => (open ? undefined : setAsking(null))}>
        {asking === 'happened' ? (
          <DialogContent title={t('happenedTitle')} description={t('happenedText')}>
            <OutputForm busy={settle.isPending} onSend={(output) => send({ as: 'happened', output })} />
          </DialogContent>
        ) : null}
      </Dialog>
      <ConfirmDialog
        open={plain !== null}
        onOpenChange={(open) => (open ? undefined : setAsking(null))}
        title={t(plain === 'givenUp' ? 'givenUpTitle' : 'notHappenedTitle')}
        description={t(plain === 'givenUp' ? 'givenUpText' : 'notHappenedText')}
        confirmLabel={t(plain === 'givenUp' ? 'givenUp' : 'runAgain')}
        busy={settle.isPending}
        onConfirm={() => plain && send({ as: plain })}
      />
    </div>
  );
}

/** What the call answered, as far as it is known: the run goes on with it. */
function OutputForm({ busy, onSend }: { busy: boolean; onSend: (output: unknown) => void }) {
  const t = useTranslations('settle');
  const [text, setText] = useState('null');
  const parsed = parseJsonText(text, false);
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed.ok && !busy) onSend(parsed.value ?? null);
      }}
    >
      <Field label={t('output')} help={t('outputHelp')} error={parsed.ok ? undefined : t('notJson')}>
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            spellCheck={false}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" className="self-end" busy={busy} disabled={!parsed.ok}>
        {t('goOn')}
      </Button>
    </Form>
  );
}
