import { ExternalLink } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';

/** Opens an address of a live form in a tab of its own. */
export function OpenLink({ href, label }: { href: string; label: string }) {
  return (
    <Tooltip content={label}>
      <Button asChild variant="ghost" className="size-8 p-0">
        <a href={href} target="_blank" rel="noreferrer" aria-label={label}>
          <ExternalLink aria-hidden />
        </a>
      </Button>
    </Tooltip>
  );
}
