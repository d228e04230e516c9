import { describe, expect, it } from 'vitest';
import type { Template } from '#lib/contracts/api/catalogue.ts';
import { startInput } from './start-input.ts';
import { aDefinition, aNode } from './testing/fixtures.ts';

const inputSchema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
const trigger = { ...aNode('tool'), config: { inputSchema } };
const template: Template = {
  id: 'say-hello',
  name: 'Say hello',
  description: '',
  category: 'Start',
  definition: aDefinition([trigger]),
  sampleInput: { name: 'Ada' },
};

describe('startInput', () => {
  it('is the sample of the template while the trigger is still that of the template', () => {
    expect(startInput(structuredClone(trigger), [template])).toEqual({ name: 'Ada' });
    const changed = { ...inputSchema, properties: { name: { type: 'number' } } };
    expect(startInput({ ...trigger, config: { inputSchema: changed } }, [template])).toEqual({});
    expect(startInput({ ...trigger, id: 'another' }, [template])).toEqual({ name: '' });
  });

  it('is the sample of a trigger that has one, of any type', () => {
    expect(startInput({ ...trigger, config: { sample: null, inputSchema } }, [template])).toBeNull();
    expect(startInput({ ...trigger, config: { sample: [1] } }, [])).toEqual([1]);
  });

  it('asks for the arguments of a prompt and the address of a resource', () => {
    const given = [{ name: 'language', required: true }, { name: 'tone' }];
    expect(startInput({ ...trigger, type: 'trigger.prompt', config: { arguments: given } }, [])).toEqual({
      language: '',
    });
    const resource = (config: object) =>
      startInput({ ...trigger, type: 'trigger.resource', config: { ...config } }, []);
    expect(resource({ uri: 'docs://a' })).toEqual({ uri: 'docs://a' });
    expect(resource({ uriTemplate: 'docs://{id}' })).toEqual({ uri: 'docs://{id}' });
  });

  it('is an empty object without a schema', () => {
    expect(startInput({ ...trigger, config: {} }, [template])).toEqual({});
  });
});
