'use client';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import {
  Button,
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
  Popover,
  PopoverContent,
  PopoverTrigger,
} from '#components/ui/index.ts';
import type { ControlProps } from './field-props.ts';

/** All time zones that the browser knows, the reader's own first. */
function zones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

/** Chooses a time zone by typing a part of its name. */
export function TimeZoneField({ field, value, onChange, id, describedBy, invalid, readOnly }: ControlProps) {
  const t = useTranslations('editor.schedule');
  const [open, setOpen] = useState(false);
  const chosen = typeof value === 'string' && value !== '' ? value : String(field.default ?? 'UTC');
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          id={id}
          role="combobox"
          aria-expanded={open}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          disabled={readOnly}
          className="w-full justify-between font-normal"
        >
          <span className="truncate">{chosen}</span>
          <ChevronsUpDown aria-hidden className="text-faint" />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-72 p-0" aria-label={t('zone')}>
        <Command label={t('zone')} defaultValue={chosen} loop>
          <CommandInput autoFocus placeholder={t('searchZone')} />
          <CommandList className="max-h-72">
            <CommandEmpty>{t('noZone')}</CommandEmpty>
            <CommandGroup>
              {open
                ? zones().map((zone) => (
                    <CommandItem
                      key={zone}
                      value={zone}
                      onSelect={() => {
                        onChange(zone);
                        setOpen(false);
                      }}
                    >
                      <span className="truncate">{zone}</span>
                      {zone === chosen ? <Check aria-hidden className="ml-auto size-4" /> : null}
                    </CommandItem>
                  ))
                : null}
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
