import { describe, expect, it } from 'vitest';
import { publicSchema } from './public-schema.ts';

describe('publicSchema', () => {
  it('takes x-mcp-header out of every schema, however deep', () => {
    const schema = {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        list: { type: 'array', items: { anyOf: [{ type: 'string', 'x-mcp-header': 'Item' }] } },
      },
      $defs: { place: { type: 'string', 'x-mcp-header': 'Place' } },
    };
    expect(JSON.stringify(publicSchema(schema))).not.toContain('x-mcp-header');
  });

  it('leaves alone what only looks like the keyword', () => {
    const schema = {
      type: 'object',
      properties: {
        'x-mcp-header': { type: 'string', default: { 'x-mcp-header': 1 } },
        enum: { const: { 'x-mcp-header': 2 } },
      },
      required: ['x-mcp-header'],
      examples: [{ 'x-mcp-header': 'value' }],
    };
    expect(publicSchema(schema)).toEqual(schema);
  });

  it('keeps __proto__ an ordinary name', () => {
    const schema = JSON.parse('{"properties":{"__proto__":{"type":"string","x-mcp-header":"X"}}}') as Record<
      string,
      unknown
    >;
    expect(JSON.stringify(publicSchema(schema))).toBe('{"properties":{"__proto__":{"type":"string"}}}');
  });
});
