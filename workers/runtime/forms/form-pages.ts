import { fieldsFromSchema, labelFromName } from '#lib/contracts/schema-fields.ts';
import type { FormConfig } from '#lib/runner/forms.ts';
import type { AnswerFaults } from '#lib/services/forms/answer-faults.ts';
import { filled, formTexts, type FormTexts } from '#lib/services/forms/form-texts.ts';
import { controlName } from '#lib/services/forms/read-answers.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import type { Locale } from '#lib/shared/locales.ts';
import { formControl } from './form-controls.ts';
import { htmlDocument } from './html-document.ts';
import { Html, markup } from './html.ts';

/** Who reads a page, and of which form it is. */
export interface Reader {
  locale: Locale;
  /** Null where no form is known. */
  workspaceName: string | null;
}

interface Member {
  name: string;
  email: string;
}

interface FormPage {
  config: FormConfig;
  sheet: string;
  /** What was sent before; null on a fresh page. */
  posted: URLSearchParams | null;
  faults: AnswerFaults;
  /** The sheet that was sent had run out. */
  sheetWasOld: boolean;
  member: Member | null;
  isTest: boolean;
  /** Where it goes back to: its own address, without the query. */
  action: string;
}

/** The page that asks. */
export function formPage(page: FormPage, reader: Reader): Html {
  const { config, faults, member } = page;
  const texts = formTexts(reader.locale);
  const fields = fieldsFromSchema(config.inputSchema) ?? [];
  const firstWrong = fields.find(({ name }) => faults.fields.has(name))?.name;
  const controls = fields.map((field, index) =>
    formControl(
      {
        field,
        id: `field-${index}`,
        texts: page.posted ? page.posted.getAll(controlName(field)) : startTexts(field.rest['default']),
        fault: faults.fields.get(field.name),
        focused: field.name === firstWrong,
      },
      texts,
    ),
  );
  const title = config.title ?? '';
  return document(
    title,
    markup`${page.isTest && notice('warning', [texts.test])}
      <h1>${title}</h1>
      ${config.description ? markup`<p class="lead">${config.description}</p>` : null}
      ${member && markup`<p class="who">${filled(texts.answersAs, { name: member.name, email: member.email })}</p>`}
      <form method="post" action="${page.action}" accept-charset="utf-8" novalidate>
        ${refusal(page, texts)}
        <input type="hidden" name="sheet" value="${page.sheet}" />
        ${controls}
        <button class="button" type="submit">${config.submitLabel || texts.send}</button>
      </form>`,
    reader,
  );
}

function refusal({ faults, sheetWasOld }: FormPage, texts: FormTexts): Html | null {
  const lines = [
    ...(sheetWasOld ? [texts.sheetOld] : []),
    ...(faults.fields.size > 0 ? [texts.checkFields] : []),
    ...faults.others,
  ];
  return lines.length === 0 ? null : notice('error', lines);
}

function notice(tone: 'error' | 'warning', lines: readonly string[]): Html {
  return markup`<div class="notice ${tone}" role="alert">${lines.map((line) => markup`<p>${line}</p>`)}</div>`;
}

function startTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'boolean') return value ? ['true'] : [];
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

const marks = {
  success: new Html('<path d="M5 12.5l4.5 4.5L19 7.5"/>'),
  error: new Html('<path d="M12 7v6M12 16.8v.2"/>'),
  quiet: new Html('<path d="M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z"/>'),
};

interface Message {
  tone: keyof typeof marks;
  title: string;
  text: string;
  /** What the run returned. */
  result?: unknown;
  /** A number to look a run up by. */
  reference?: string;
  link?: { href: string; label: string; isButton?: boolean };
  /** The page goes on there by itself. */
  goesTo?: string;
}

/** A page that says something and asks nothing. */
export function messagePage(message: Message, reader: Reader): Html {
  const { tone, title, text, reference, link, goesTo } = message;
  return document(
    title,
    markup`<div class="mark ${tone}"><svg viewBox="0 0 24 24" aria-hidden="true">${marks[tone]}</svg></div>
      <h1>${title}</h1>
      <p class="lead">${text}</p>
      ${'result' in message ? resultOf(message.result, formTexts(reader.locale)) : null}
      ${reference && markup`<p class="who"><code>${reference}</code></p>`}
      ${link && markup`<div class="actions"><a href="${link.href}" rel="noreferrer"${link.isButton ? new Html(' class="button"') : null}>${link.label}</a></div>`}`,
    reader,
    goesTo,
  );
}

const MOST_SHOWN = 20_000;

/** What a run returned, for people: a text, a list of members, or JSON. Nothing of it is more than text. */
function resultOf(value: unknown, texts: FormTexts): Html | null {
  if (value === null || value === undefined || value === '') return null;
  return markup`<div class="result">${shownValue(value, texts, true)}</div>`;
}

function shownValue(value: unknown, texts: FormTexts, isOuter: boolean): Html {
  if (typeof value === 'boolean') return markup`<p>${value ? texts.yes : texts.no}</p>`;
  if (typeof value === 'string' || typeof value === 'number')
    return markup`<p>${String(value).slice(0, MOST_SHOWN)}</p>`;
  if (Array.isArray(value) && value.every(isScalar)) {
    return markup`<ul>${value.slice(0, 200).map((each) => markup`<li>${String(each).slice(0, MOST_SHOWN)}</li>`)}</ul>`;
  }
  if (isOuter && isJsonObject(value)) {
    return markup`<dl>${Object.entries(value)
      .slice(0, 100)
      .map(
        ([name, each]) => markup`<div><dt>${labelFromName(name)}</dt><dd>${shownValue(each, texts, false)}</dd></div>`,
      )}</dl>`;
  }
  return markup`<pre>${JSON.stringify(value, null, 2).slice(0, MOST_SHOWN)}</pre>`;
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

function document(title: string, body: Html, { locale, workspaceName }: Reader, goesTo?: string): Html {
  const texts = formTexts(locale);
  const footer =
    workspaceName === null ? null : markup`${filled(texts.asks, { workspace: workspaceName })} ${texts.noPasswords}`;
  return htmlDocument({ locale, title, body, footer, goesTo });
}
