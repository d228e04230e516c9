'use client';
import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { toast } from './toast.tsx';

interface CopyButtonProps {
  /** A function where the text takes work to make: it is made when it is copied. */
  text: string | (() => string);
  /** What is copied, as the accessible name. */
  label?: string;
  /** Shows the label as text beside the icon. */
  withText?: boolean;
  className?: string;
}

/** Writes a text to the clipboard; falls back to a hidden field where the page is not a secure context. */
async function writeClipboard(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('copy refused');
}

export function CopyButton({ text, label, withText = false, className }: CopyButtonProps) {
  const t = useTranslations('ui');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    writeClipboard(typeof text === 'string' ? text : text()).then(
      () => setCopied(true),
      () => toast.error(t('copyFailed')),
    );
  };
  const name = label ?? t('copy');
  const icon = copied ? <Check aria-hidden className="text-success" /> : <Copy aria-hidden />;
  const announcement = (
    <span aria-live="polite" className="sr-only">
      {copied ? t('copied') : ''}
    </span>
  );
  if (withText) {
    return (
      <Button size="sm" className={className} onClick={copy}>
        {icon}
        {copied ? t('copied') : name}
        {announcement}
      </Button>
    );
  }
  return (
    <>
      <IconButton label={name} size="sm" className={className} onClick={copy}>
        {icon}
      </IconButton>
      {announcement}
    </>
  );
}
