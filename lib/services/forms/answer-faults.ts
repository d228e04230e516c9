import { choiceOf, type SchemaField } from '#lib/contracts/schema-fields.ts';
import type { FieldError } from '#lib/shared/app-error.ts';
import { filled, type FormTexts } from './form-texts.ts';

/** What does not fit, in the reader's words. */
export interface AnswerFaults {
  /** By the field's name. */
  readonly fields: ReadonlyMap<string, string>;
  /** About no field that the page shows. */
  readonly others: readonly string[];
}

export const noFaults: AnswerFaults = { fields: new Map(), others: [] };

/** The first fault of each field. Rules of the schema that have no words of their own are said as the check says them. */
export function answerFaults(
  fields: readonly SchemaField[],
  errors: readonly FieldError[],
  { faults: texts }: FormTexts,
): AnswerFaults {
  const found = new Map<string, string>();
  const others: string[] = [];
  for (const error of errors) {
    const name = error.path.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~');
    const field = fields.find((one) => one.name === name);
    if (!field) others.push(error.message);
    else if (!found.has(field.name)) found.set(field.name, textOf(field, error, texts));
  }
  return { fields: found, others };
}

function textOf(field: SchemaField, { code, params }: FieldError, texts: FormTexts['faults']): string {
  const choice = choiceOf(field);
  switch (code) {
    case 'required':
    case 'const':
      if (choice === 'boolean') return texts.requiredTick;
      if (code === 'const') return texts.other;
      return choice === 'choice' || choice === 'choices' ? texts.requiredChoice : texts.required;
    case 'type':
      return texts[field.type === 'integer' ? 'integer' : 'number'];
    case 'format':
      return texts[formatText(field.rest['format'])];
    case 'enum':
    case 'uniqueItems':
      return texts[code];
    case 'multipleOf':
      return filled(texts.multipleOf, { limit: Number(params?.['multiple']) });
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems':
      return filled(texts[code], { limit: Number(params?.['limit']) });
    default:
      return code === 'pattern' ? texts.format : texts.other;
  }
}

function formatText(format: unknown): 'email' | 'uri' | 'date' | 'format' {
  return format === 'email' || format === 'uri' || format === 'date' ? format : 'format';
}
