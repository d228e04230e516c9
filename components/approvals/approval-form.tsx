'use client';
import { Check, Send, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import type { Approval } from '#lib/contracts/api/approvals.ts';
import { placeInputErrors, type InputError } from '#lib/editor/input-errors.ts';
import { sampleInput } from '#lib/editor/sample-input.ts';
import { fieldsFromSchema } from '#lib/contracts/schema-fields.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { InputField } from '../editor/try/input-field.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useSaid } from '../i18n/use-said.ts';
import { Button, ConfirmDialog, Field, Textarea, toast } from '../ui/index.ts';
import { useAnswer, type Answer } from './use-approvals.ts';

/**
 * The answer: the fields that the question asks for, then yes or no. What cannot be taken back is asked once more: yes and no to an
 * approval, and that somebody gives no input.
 */
export function ApprovalForm({ approval }: { approval: Approval }) {
  const t = useTranslations('approvals');
  const isInput = approval.kind === 'input';
  const words = isInput ? inputWords : approvalWords;
  const { text, setText, value, isJson, rows } = useAnswerData(approval);
  const { answer, isPending, errors } = useSentAnswer(approval);
  const [asking, setAsking] = useState<Answer['decision'] | null>(null);
  const send = async (decision: Answer['decision']) => {
    const hasData = approval.schema !== null && !(isInput && decision === 'reject');
    await answer({ decision, ...(hasData && { data: value }) });
    setAsking(null);
  };
  const placed = placeInputErrors(errors, rows?.map((row) => row.name) ?? []);
  return (
    <div className="mt-3 flex flex-col gap-3">
      {approval.schema === null ? null : rows && isJsonObject(value) ? (
        rows.map((row) => (
          <InputField
            key={row.name}
            row={row}
            value={value[row.name]}
            error={placed.fields.get(row.name)}
            onChange={(next) => {
              const { [row.name]: _, ...rest } = value;
              setText(JSON.stringify(next === undefined ? rest : { ...value, [row.name]: next }));
            }}
          />
        ))
      ) : (
        <Field label={t('answerJson')} error={isJson ? undefined : t('notJson')}>
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              className="font-mono text-xs"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
      {placed.others.map((message) => (
        <p key={message} role="alert" className="text-error text-xs">
          {message}
        </p>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          disabled={!isJson}
          busy={isInput && isPending && asking === null}
          onClick={() => (isInput ? void send('approve') : setAsking('approve'))}
        >
          {isInput ? <Send aria-hidden /> : <Check aria-hidden />}
          {t(words.yes)}
        </Button>
        <Button disabled={!isJson && !isInput} onClick={() => setAsking('reject')}>
          <X aria-hidden />
          {t(words.no)}
        </Button>
      </div>
      <ConfirmDialog
        open={asking !== null}
        onOpenChange={(open) => (open ? undefined : setAsking(null))}
        title={t(asking === 'reject' ? words.confirmNo : 'confirmApprove')}
        description={approval.message.slice(0, 500)}
        confirmLabel={t(asking === 'reject' ? words.no : words.yes)}
        danger={asking === 'reject'}
        busy={isPending}
        onConfirm={() => asking && void send(asking)}
      />
    </div>
  );
}

const approvalWords = {
  yes: 'approve',
  no: 'reject',
  confirmNo: 'confirmReject',
  saidYes: 'approvedToast',
  saidNo: 'rejectedToast',
} as const;
const inputWords = {
  yes: 'send',
  no: 'decline',
  confirmNo: 'confirmDecline',
  saidYes: 'sentToast',
  saidNo: 'declinedToast',
} as const;

/** What is filled in, as JSON text; rows where the schema has a form. */
function useAnswerData({ schema }: Approval) {
  const [text, setText] = useState(() => (schema ? JSON.stringify(sampleInput(schema) ?? {}, null, 2) : 'null'));
  let value: unknown;
  let isJson = true;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    isJson = false;
  }
  const rows = schema ? fieldsFromSchema(schema) : null;
  return { text, setText, value, isJson, rows: rows && rows.length > 0 ? rows : null };
}

/** Sends the answer. That somebody was quicker is no failure; what does not fit stands at its field. */
function useSentAnswer({ id, kind }: Approval) {
  const t = useTranslations('approvals');
  const problemText = useProblemText();
  const said = useSaid();
  const mutation = useAnswer(id);
  const [errors, setErrors] = useState<readonly InputError[]>([]);
  const answer = async (given: Answer): Promise<void> => {
    setErrors([]);
    try {
      await mutation.mutateAsync(given);
      const words = kind === 'input' ? inputWords : approvalWords;
      toast.success(t(given.decision === 'approve' ? words.saidYes : words.saidNo));
    } catch (error) {
      if (isApiProblem(error) && error.status === 409) return void toast.info(t('answeredBefore'));
      const refused = isApiProblem(error) ? error.errors : [];
      if (refused.length === 0) return void toast.error(problemText(error).text);
      setErrors(refused.map((fault) => ({ ...said(fault), path: fault.path.replace(/^\/data(?=\/|$)/, '/input') })));
    }
  };
  return { answer, isPending: mutation.isPending, errors };
}
