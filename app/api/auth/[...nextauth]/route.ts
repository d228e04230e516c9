import { handleAuth } from '#lib/server/next-auth-handler.ts';

export const GET = handleAuth;
export const POST = handleAuth;
