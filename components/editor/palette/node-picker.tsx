'use client';
import { useTranslations } from 'next-intl';
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
  Popover,
  PopoverAnchor,
  PopoverContent,
} from '#components/ui/index.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { NodeIcon } from '../nodes/node-icon.tsx';
import { placeNode } from '../session/add-node.ts';
import { useSession, useUi } from '../session/editor-context.tsx';

/** Picks the node for a wire that ended on empty canvas, for the `+` on a wire, and for the menu. */
export function NodePicker() {
  const t = useTranslations('editor.palette');
  const { editor, ui } = useSession();
  const place = useUi((state) => state.picker);
  if (!place) return null;
  const close = () => ui.setState({ picker: null });
  const wired = place.from !== undefined || place.splitEdge !== undefined;
  const types = editor.nodeTypes.filter((type) => type.ports.in || !(wired || place.parentId !== undefined));
  const pick = (type: NodeTypeDescription) => {
    close();
    const { position, from, splitEdge, parentId } = place;
    placeNode(editor, type, { position, from, splitEdge, parentId });
  };
  return (
    <Popover open onOpenChange={(open) => !open && close()}>
      <PopoverAnchor asChild>
        <div className="fixed size-0" style={{ left: place.screen.x, top: place.screen.y }} />
      </PopoverAnchor>
      <PopoverContent align="start" className="w-72 p-0" aria-label={t('pick')}>
        <Command label={t('pick')} loop>
          <CommandInput autoFocus placeholder={t('search')} />
          <CommandList className="max-h-72">
            <CommandEmpty>{t('nothingHere')}</CommandEmpty>
            <CommandGroup>
              {types.map((type) => (
                <CommandItem
                  key={type.type}
                  value={type.type}
                  keywords={[type.title, ...type.keywords]}
                  onSelect={() => pick(type)}
                  className="py-1"
                >
                  <NodeIcon type={type} small />
                  {type.title}
                </CommandItem>
              ))}
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
