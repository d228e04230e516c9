import { template } from './template-builder.ts';

export const checkRefund = template({
  id: 'check-refund',
  name: 'Branch on the input',
  description:
    'A rule of a support team as a tool: one condition, two answers, one of them a "no" the assistant understands.',
  category: 'logic',
  sampleInput: { amount: 40, daysSincePurchase: 12 },
  nodes: [
    {
      key: 'request',
      type: 'trigger.tool',
      name: 'Check a refund',
      at: [0, 0],
      config: {
        name: 'check_refund',
        description: 'Says whether a refund may be given at once, by amount and age of the purchase.',
        inputSchema: {
          type: 'object',
          properties: {
            amount: { type: 'number', exclusiveMinimum: 0, description: 'In dollars' },
            daysSincePurchase: { type: 'integer', minimum: 0 },
          },
          required: ['amount', 'daysSincePurchase'],
        },
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
    },
    {
      key: 'withinRules',
      type: 'logic.if',
      name: 'Within the rules?',
      at: [1, 0],
      config: { condition: '{{ input.amount <= 100 && input.daysSincePurchase <= 30 }}' },
    },
    {
      key: 'approve',
      type: 'core.return',
      name: 'Approve',
      at: [2, 0],
      config: { value: { approved: true, reason: 'Up to $100 within 30 days is refunded at once.' } },
    },
    {
      key: 'decline',
      type: 'core.return',
      name: 'Ask a person',
      at: [2, 1],
      config: {
        value: {
          approved: false,
          reason: '{{ input.amount > 100 ? "Over $100" : "Older than 30 days" }}: a person has to decide.',
        },
        isError: true,
      },
    },
  ],
  wires: ['request > withinRules', 'withinRules.true > approve', 'withinRules.false > decline'],
});
