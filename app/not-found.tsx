import { Compass } from 'lucide-react';
import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { translatorOf } from './i18n/translator.ts';

export default async function NotFound() {
  const t = await translatorOf('notFound');
  return (
    <main className="flex min-h-[70dvh] items-center">
      <EmptyState
        level={1}
        icon={<Compass />}
        title={t('title')}
        description={t('text')}
        action={
          <Button asChild variant="primary">
            <Link href="/home">{t('home')}</Link>
          </Button>
        }
      />
    </main>
  );
}
