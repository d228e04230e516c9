import { config } from 'zod';

// Next runs this before any other code of a page, so before the first schema is made: the content security policy forbids
// compiled checks, and zod would try `eval` once on each page to find that out.
config({ jitless: true });
