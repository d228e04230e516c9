import { choiceOf, labelOf, optionsOf, type SchemaField } from '#lib/contracts/schema-fields.ts';
import type { FormTexts } from '#lib/services/forms/form-texts.ts';
import { controlName } from '#lib/services/forms/read-answers.ts';
import { attribute, markup, type Html } from './html.ts';

/** With more options they are a list that opens. */
const MOST_RADIOS = 6;

/** Options that stand beside one another. */
const areShort = (options: readonly string[]): boolean => options.every((option) => [...option].length <= 12);

/** One field of the page, as it was filled in. */
export interface ShownField {
  field: SchemaField;
  /** Names its parts in the page. */
  id: string;
  /** What was sent, or what it starts with. */
  texts: readonly string[];
  fault: string | undefined;
  /** The first field that does not fit. */
  focused: boolean;
}

/** The label, the help, the control and what does not fit. */
export function formControl(shown: ShownField, texts: FormTexts): Html {
  const choice = choiceOf(shown.field);
  if (choice === 'boolean') return tickBox(shown);
  const options = optionsOf(shown.field);
  if (options && (choice === 'choices' || options.length <= MOST_RADIOS)) return optionList(shown, texts, options);
  const { field, id } = shown;
  const control = options ? select(shown, texts, options) : textControl(shown, texts);
  return markup`<div>
    <label class="label" for="${id}">${labelOf(field)}${optional(field, texts)}</label>
    ${helpOf(shown)}${control}${faultOf(shown)}
  </div>`;
}

function optional(field: SchemaField, texts: FormTexts): Html | null {
  return field.required ? null : markup`<span class="optional">${texts.optional}</span>`;
}

function helpOf({ field, id }: ShownField): Html | null {
  return field.description === '' ? null : markup`<p class="help" id="${id}-help">${field.description}</p>`;
}

function faultOf({ id, fault }: ShownField): Html | null {
  return fault === undefined ? null : markup`<p class="fault" id="${id}-fault">${fault}</p>`;
}

/** What assistive technology hears of a control: its help, and what does not fit. */
function described({ field, id, fault, focused }: ShownField): Html {
  const ids = [field.description !== '' && `${id}-help`, fault !== undefined && `${id}-fault`]
    .filter(Boolean)
    .join(' ');
  return markup`${attribute('aria-describedby', ids || null)}${attribute('aria-invalid', fault === undefined ? null : 'true')}${attribute('autofocus', focused)}`;
}

interface TextKind {
  type: string;
  inputmode?: string;
  autocomplete?: string;
  short?: boolean;
}

const textKinds: Readonly<Record<string, TextKind>> = {
  email: { type: 'email', autocomplete: 'email' },
  url: { type: 'url', inputmode: 'url' },
  date: { type: 'date', short: true },
  number: { type: 'text', inputmode: 'decimal', short: true },
  integer: { type: 'text', inputmode: 'numeric', short: true },
};
/** Names that browsers know how to fill in. */
const knownNames: Readonly<Record<string, string>> = { name: 'name', phone: 'tel', company: 'organization' };

function textControl(shown: ShownField, texts: FormTexts): Html {
  const { field, id } = shown;
  const [text = ''] = shown.texts;
  const limit = field.rest['maxLength'];
  const common = markup` id="${id}" name="${controlName(field)}"${attribute('aria-required', field.required ? 'true' : null)}${attribute('maxlength', typeof limit === 'number' && field.type === 'string' ? limit : null)}${described(shown)}`;
  const choice = choiceOf(field);
  // A line break after the tag is not part of the text (HTML, "in body" insertion mode); one of the text has to follow it.
  if (choice === 'longText' || choice === 'array') {
    const hint = choice === 'array' ? texts.onePerLine : null;
    return markup`<textarea class="control" rows="5"${attribute('placeholder', hint)}${common}>
${text}</textarea
    >`;
  }
  const { type, inputmode, autocomplete, short }: TextKind = textKinds[choice] ?? { type: 'text' };
  const known = Object.hasOwn(knownNames, field.name) ? knownNames[field.name] : undefined;
  return markup`<input class="control${short ? ' short' : ''}" type="${type}" value="${text}"${attribute('inputmode', inputmode)}${attribute('autocomplete', autocomplete ?? known)}${common} />`;
}

function select(shown: ShownField, texts: FormTexts, options: readonly string[]): Html {
  const { field, id } = shown;
  const chosen = shown.texts[0] ?? '';
  return markup`<select class="control" id="${id}" name="${controlName(field)}"${described(shown)}>
    <option value="">${texts.choose}</option>
    ${options.map((option) => markup`<option value="${option}"${attribute('selected', option === chosen)}>${option}</option>`)}
  </select>`;
}

/** One of a few, or any of them. */
function optionList(shown: ShownField, texts: FormTexts, options: readonly string[]): Html {
  const { field, id, fault, focused } = shown;
  const type = field.type === 'array' ? 'checkbox' : 'radio';
  const group = type === 'radio' ? 'radiogroup' : 'group';
  return markup`<fieldset role="${group}"${attribute('class', fault === undefined ? null : 'invalid')}${described({ ...shown, focused: false })}>
    <legend id="${id}">${labelOf(field)}${optional(field, texts)}</legend>
    ${helpOf(shown)}
    <div class="options${areShort(options) ? ' row' : ''}">
      ${options.map(
        (option, index) =>
          markup`<label class="option"
            ><input type="${type}" name="${controlName(field)}" value="${option}"${attribute('checked', shown.texts.includes(option))}${attribute('autofocus', focused && index === 0)} /><span>${option}</span></label
          >`,
      )}
    </div>
    ${faultOf(shown)}
  </fieldset>`;
}

function tickBox(shown: ShownField): Html {
  const { field, id, fault } = shown;
  return markup`<div${attribute('class', fault === undefined ? null : 'invalid')}>
    <label class="option"
      ><input id="${id}" type="checkbox" name="${controlName(field)}" value="true"${attribute('checked', shown.texts.length > 0)}${attribute('aria-required', field.required ? 'true' : null)}${described(shown)} /><span
        ><span class="label">${labelOf(field)}</span>${helpOf(shown)}</span
      ></label
    >
    ${faultOf(shown)}
  </div>`;
}
