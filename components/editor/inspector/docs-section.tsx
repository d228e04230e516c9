'use client';
import { useTranslations } from 'next-intl';
import { InlineText } from './inline-text.tsx';
import { Section } from './section.tsx';

/** A type's documentation. Of Markdown only paragraphs, code blocks, `code` and **bold** are drawn; nothing is HTML. */
export function DocsSection({ docs }: { docs: string }) {
  const t = useTranslations('editor.inspector');
  const blocks = docs.split(/^```[a-z]*\n([\s\S]*?)^```\n?/m);
  return (
    <Section title={t('docs')} folded>
      <div className="text-muted flex flex-col gap-2 text-sm leading-5">
        {blocks.map((block, index) =>
          index % 2 === 1 ? (
            <pre
              key={index}
              className="rounded-control border-line bg-subtle text-ink overflow-x-auto border p-2 font-mono text-xs"
            >
              {block.trimEnd()}
            </pre>
          ) : (
            block
              .trim()
              .split(/\n{2,}/)
              .filter(Boolean)
              .map((paragraph, place) => (
                <p key={`${index}-${place}`}>
                  <InlineText text={paragraph} />
                </p>
              ))
          ),
        )}
      </div>
    </Section>
  );
}
