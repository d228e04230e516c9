import { choiceOf, lineTypeOf, type SchemaField } from '#lib/contracts/schema-fields.ts';

/** The name of a field's control: what else the page sends has a name without the prefix. */
export const controlName = (field: Pick<SchemaField, 'name'>): string => `f.${field.name}`;

const isNumber = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/**
 * What was filled in, as the schema wants it. What is left empty is left out; a text that is no number stays a text, and
 * the check says what is wrong. Names of fields are data: `__proto__` is an ordinary one.
 */
export function readAnswers(
  fields: readonly SchemaField[],
  posted: URLSearchParams,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = readAnswer(field, posted.getAll(controlName(field)));
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function readAnswer(field: SchemaField, texts: readonly string[]): unknown {
  const [text = ''] = texts;
  switch (choiceOf(field)) {
    case 'boolean':
      // A box that has to be ticked is missing if it is not: consent is not `false`.
      return texts.length > 0 || (field.required ? undefined : false);
    case 'choices':
      return texts.length > 0 ? texts : undefined;
    case 'array':
      return readLines(field, text);
    case 'number':
    case 'integer':
      return text.trim() === '' ? undefined : readNumber(text);
    case 'choice':
      return text === '' ? undefined : text;
    case 'longText':
      return text.trim() === '' ? undefined : text.replaceAll('\r\n', '\n');
    case 'object':
    case 'file':
      return undefined;
    default:
      return text.trim() === '' ? undefined : text.trim();
  }
}

function readLines(field: SchemaField, text: string): unknown[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return undefined;
  return lineTypeOf(field) === 'string' ? lines : lines.map(readNumber);
}

function readNumber(text: string): number | string {
  const plain = text.trim();
  return isNumber.test(plain) ? Number(plain) : plain;
}
