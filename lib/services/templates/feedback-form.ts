import { template } from './template-builder.ts';

export const feedbackForm = template({
  id: 'feedback-form',
  name: 'Ask with a form',
  description: 'A page that everybody can fill in: answers are checked, and who wants a reply is told so at once.',
  category: 'forms',
  sampleInput: { name: 'Ada', rating: '5', message: 'Works as it should.', reply: true, email: 'ada@example.com' },
  nodes: [
    {
      key: 'feedback',
      type: 'trigger.form',
      name: 'Feedback page',
      at: [0, 0],
      config: {
        title: 'How was it?',
        description: 'Five questions, one minute. We read every answer.',
        path: 'feedback',
        access: 'public',
        respond: 'whenFinished',
        submitLabel: 'Send feedback',
        inputSchema: {
          type: 'object',
          properties: {
            name: { type: 'string', title: 'Your name', maxLength: 100 },
            rating: {
              type: 'string',
              enum: ['1', '2', '3', '4', '5'],
              title: 'How many stars?',
              description: 'Five is best.',
            },
            message: { type: 'string', 'x-multiline': true, title: 'What should we know?', maxLength: 2000 },
            reply: { type: 'boolean', title: 'I would like a reply' },
            email: { type: 'string', format: 'email', title: 'Your e-mail', description: 'Only for the reply.' },
          },
          required: ['name', 'rating'],
        },
      },
    },
    {
      key: 'wantsReply',
      type: 'logic.if',
      name: 'Wants a reply?',
      at: [1, 0],
      config: { condition: '{{ input.reply && input.email }}' },
    },
    {
      key: 'promise',
      type: 'core.return',
      name: 'Promise a reply',
      at: [2, 0],
      config: { value: 'Thank you, {{ input.name }}. We will write to {{ input.email }}.' },
    },
    {
      key: 'thanks',
      type: 'core.return',
      name: 'Only thanks',
      at: [2, 1],
      config: { value: 'Thank you for the {{ input.rating }} of 5, {{ input.name }}.' },
    },
  ],
  wires: ['feedback > wantsReply', 'wantsReply.true > promise', 'wantsReply.false > thanks'],
});
