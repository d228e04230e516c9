'use client';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../ui/index.ts';

/** What is stored about the person, to take away. */
export function PersonalExport() {
  const t = useTranslations('personalExport');
  return (
    <section className="border-line mt-8 max-w-md border-t pt-6">
      <h3 className="text-base font-semibold">{t('title')}</h3>
      <p className="text-muted mt-1 mb-3 text-sm">{t('text')}</p>
      <Button asChild>
        <a href="/api/v1/users/me/export" download>
          <Download aria-hidden />
          {t('download')}
        </a>
      </Button>
    </section>
  );
}
