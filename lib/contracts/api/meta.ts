import { z } from 'zod';
import { defineContract } from './contract.ts';

export const getOpenApi = defineContract({
  method: 'GET',
  path: '/openapi.json',
  summary: 'This API as an OpenAPI 3.1 document',
  tag: 'Meta',
  access: 'public',
  responses: { 200: z.record(z.string(), z.unknown()) },
});
