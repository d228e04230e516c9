import { expect, test } from 'vitest';
import { composeMail, languagesOf } from './compose-mail.ts';

const texts = { en: { subject: 'Hello', lines: ['One', 'Two'] }, ko: { subject: '안녕', lines: ['하나'] } };

test('a mail is in the language of its reader, or in both, each with the link', () => {
  const mail = (locale: string | null) => composeMail('a@example.com', 'http://x/#t', languagesOf(locale), texts);
  expect(mail('ko')).toEqual({
    to: 'a@example.com',
    link: 'http://x/#t',
    subject: '안녕',
    text: '하나\n\nhttp://x/#t\n',
  });
  expect(mail('en')).toMatchObject({ subject: 'Hello', text: 'One\nTwo\n\nhttp://x/#t\n' });
  const both = 'One\nTwo\n\nhttp://x/#t\n\n---\n\n하나\n\nhttp://x/#t\n';
  for (const unknown of [null, 'fr']) expect(mail(unknown)).toMatchObject({ subject: 'Hello · 안녕', text: both });
});
