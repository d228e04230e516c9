'use client';
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useRef, useState, type KeyboardEvent } from 'react';
import { Input, Kbd, ScrollArea } from '#components/ui/index.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { searchNodeTypes } from '#lib/editor/new-node.ts';
import { dragType } from '../canvas/use-canvas-drop.ts';
import { NodeIcon } from '../nodes/node-icon.tsx';
import { useReveal } from '../canvas/use-reveal.ts';
import { placeNode } from '../session/add-node.ts';
import { useSession } from '../session/editor-context.tsx';
import { paletteSearchId } from './palette-search-id.ts';

const categories = ['trigger', 'logic', 'data', 'integration', 'ai', 'human', 'output'] as const;

/** All node types: search, categories, drag to the canvas, Enter or click to add behind the selected node. */
export function Palette({ onAdded }: { onAdded?: () => void }) {
  const t = useTranslations('editor.palette');
  const { editor } = useSession();
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const found = searchNodeTypes(editor.nodeTypes, wanted);
  const list = useRef<HTMLDivElement>(null);
  const reveal = useReveal();
  const add = (type: NodeTypeDescription) => {
    const id = placeNode(editor, type);
    if (id === null) return;
    reveal(id);
    onAdded?.();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const [best] = searchNodeTypes(editor.nodeTypes, query);
    if (event.key === 'Enter' && best) {
      event.preventDefault();
      add(best);
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector('button')?.focus();
    } else if (event.key === 'Escape') {
      if (query === '') event.currentTarget.blur();
      setQuery('');
    }
  };
  return (
    <div className="bg-surface flex h-full min-h-0 flex-col">
      <div className="border-line relative border-b p-2.5">
        <Search
          aria-hidden
          className="text-faint pointer-events-none absolute top-1/2 left-5 size-3.5 -translate-y-1/2"
        />
        <Input
          id={paletteSearchId}
          type="search"
          className="pr-8 pl-8"
          placeholder={t('search')}
          aria-label={t('search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span className="pointer-events-none absolute top-1/2 right-4.5 -translate-y-1/2 max-md:hidden">
          <Kbd keys="/" />
        </span>
      </div>
      <ScrollArea className="min-h-0 flex-1">
        <div ref={list} className="p-2" onKeyDown={moveFocus}>
          {found.length === 0 ? (
            <p className="text-muted px-2 py-6 text-center text-sm">{t('nothing', { query })}</p>
          ) : null}
          {categories.map((category) => {
            const types = found.filter((type) => type.category === category);
            return types.length === 0 ? null : (
              <section key={category} aria-label={t(`category.${category}`)} className="mb-2">
                <h3 className="text-faint px-2 pt-2 pb-1 text-xs font-medium">{t(`category.${category}`)}</h3>
                {types.map((type) => (
                  <PaletteItem key={type.type} type={type} onAdd={() => add(type)} />
                ))}
              </section>
            );
          })}
        </div>
      </ScrollArea>
      <p className="border-line text-faint border-t px-4 py-2 text-xs max-md:hidden">{t('hint')}</p>
    </div>
  );
}

function PaletteItem({ type, onAdd }: { type: NodeTypeDescription; onAdd: () => void }) {
  const { title, description } = type;
  return (
    <button
      type="button"
      draggable
      data-node-type={type.type}
      title={description}
      onClick={onAdd}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, `${type.type}@${type.version}`);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      className="rounded-control hover:bg-hover flex w-full cursor-grab items-center gap-2.5 px-2 py-1.5 text-left active:cursor-grabbing"
    >
      <NodeIcon type={type} />
      <span className="min-w-0">
        <span className="block truncate text-sm font-medium">{title}</span>
        <span className="text-muted block truncate text-xs">{description}</span>
      </span>
    </button>
  );
}

/** Arrow keys walk through the items. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const items = [...event.currentTarget.querySelectorAll('button')];
  const current = items.findIndex((item) => item === document.activeElement);
  const next = items[current + (event.key === 'ArrowDown' ? 1 : -1)];
  event.preventDefault();
  if (next) next.focus();
  else if (event.key === 'ArrowUp') document.getElementById(paletteSearchId)?.focus();
}
