import { template } from './template-builder.ts';

const CODE = `const months = input.years * 12;
const rate = input.annualRatePercent / 100 / 12;
const payment = rate === 0
  ? input.principal / months
  : (input.principal * rate) / (1 - Math.pow(1 + rate, -months));
console.log('payments: ' + months);
const cents = (value) => Math.round(value * 100) / 100;
return {
  monthlyPayment: cents(payment),
  totalPaid: cents(payment * months),
  totalInterest: cents(payment * months - input.principal),
};`;

export const loanCalculator = template({
  id: 'loan-calculator',
  name: 'Calculate with code',
  description: 'A calculation that an assistant should not do in its head, in a few lines of JavaScript.',
  category: 'code',
  sampleInput: { principal: 200000, annualRatePercent: 4, years: 25 },
  nodes: [
    {
      key: 'loan',
      type: 'trigger.tool',
      name: 'Loan payment',
      at: [0, 0],
      config: {
        name: 'loan_payment',
        description: 'Monthly payment, total and interest of a loan with equal payments.',
        inputSchema: {
          type: 'object',
          properties: {
            principal: { type: 'number', exclusiveMinimum: 0 },
            annualRatePercent: { type: 'number', minimum: 0, maximum: 100 },
            years: { type: 'number', exclusiveMinimum: 0, maximum: 100 },
          },
          required: ['principal', 'annualRatePercent', 'years'],
        },
        annotations: { readOnlyHint: true, openWorldHint: false },
      },
    },
    { key: 'calculate', type: 'data.code', name: 'Calculate', at: [1, 0], config: { code: CODE } },
    {
      key: 'answer',
      type: 'core.return',
      name: 'Answer',
      at: [2, 0],
      config: { value: '{{ steps.calculate }}' },
    },
  ],
  wires: ['loan > calculate', 'calculate > answer'],
});
