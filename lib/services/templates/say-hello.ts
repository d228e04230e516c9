import { template } from './template-builder.ts';

export const sayHello = template({
  id: 'say-hello',
  name: 'Say hello',
  description: 'The smallest useful server: one tool with one argument, and an answer made from it.',
  category: 'basics',
  sampleInput: { name: 'Ada' },
  nodes: [
    {
      key: 'hello',
      type: 'trigger.tool',
      name: 'Say hello',
      at: [0, 0],
      config: {
        name: 'say_hello',
        description: 'Greets a person by name.',
        inputSchema: {
          type: 'object',
          properties: { name: { type: 'string', minLength: 1, description: 'Whom to greet' } },
          required: ['name'],
        },
        outputSchema: {
          type: 'object',
          properties: { greeting: { type: 'string' } },
          required: ['greeting'],
        },
      },
    },
    {
      key: 'answer',
      type: 'core.return',
      name: 'Answer',
      at: [1, 0],
      config: { value: { greeting: 'Hello, {{ input.name }}!' } },
    },
  ],
  wires: ['hello > answer'],
});
