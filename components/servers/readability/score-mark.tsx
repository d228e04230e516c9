import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';

/** From this on there is little left to say. */
const GOOD = 85;
const FAIR = 60;

/** A score of 100, with the tone and the shape of what it means. */
export function ScoreMark({ score, label }: { score: number; label: string }) {
  const tone = score >= GOOD ? 'success' : score >= FAIR ? 'warning' : 'error';
  const Icon = score >= GOOD ? CircleCheck : score >= FAIR ? TriangleAlert : CircleAlert;
  return (
    <Badge tone={tone} className="tabular-nums">
      <Icon aria-hidden />
      <span className="sr-only">{label}</span>
      {score}
    </Badge>
  );
}
