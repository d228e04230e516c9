import { redirect } from 'next/navigation';
import { homeOfVisitor } from '../page-session.ts';

/** Where people go who asked for no particular page: their first workspace, or the start page. */
export async function GET(): Promise<never> {
  redirect((await homeOfVisitor()) ?? '/');
}
