import { LandingView } from '#components/marketing/landing-view.tsx';
import { homeOfVisitor } from '../page-session.ts';

export default async function LandingPage() {
  return <LandingView home={await homeOfVisitor()} />;
}
