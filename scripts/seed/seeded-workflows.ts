import { workflowDefinitionSchema, type WorkflowDefinition } from '../../lib/contracts/definition.ts';
import { findTemplate } from '../../lib/services/templates/templates.ts';
import type { JsonValue } from '../../lib/shared/json.ts';

/** A workflow that seeded runs belong to, and inputs that it is run with. */
export interface SeededWorkflow {
  name: string;
  description: string;
  definition: WorkflowDefinition;
  inputs: JsonValue[];
}

/** Answers, answers that are a "no", and failures. */
export function seededWorkflows(): SeededWorkflow[] {
  return [
    {
      ...fromTemplate('check-refund'),
      inputs: range(40).map((at) => ({ amount: 5 + at * 4, daysSincePurchase: (at * 7) % 45 })),
    },
    { ...fromTemplate('say-hello'), inputs: range(20).map((at) => ({ name: `Visitor ${at + 1}` })) },
    {
      name: 'Seeded: ship an order',
      description: 'Made by the seed command: totals an order, and fails where nothing is left in stock.',
      definition: shipAnOrder,
      inputs: range(40).map((at) => ({ order: `A-${1000 + at}`, quantity: 1 + (at % 9), stock: at % 11 })),
    },
  ];
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function fromTemplate(id: string): Omit<SeededWorkflow, 'inputs'> {
  const template = findTemplate(id);
  if (!template) throw new Error(`There is no template ${id}`);
  return { name: `Seeded: ${template.name}`, description: template.description, definition: template.definition };
}

const shipAnOrder = workflowDefinitionSchema.parse({
  schemaVersion: 1,
  nodes: [
    { id: 'n1', key: 'order', type: 'trigger.manual', name: 'Order', position: { x: 0, y: 0 }, config: {} },
    {
      id: 'n2',
      key: 'total',
      type: 'data.set',
      name: 'Total',
      position: { x: 260, y: 0 },
      config: { value: { cents: '{{ input.quantity * 1250 }}', enough: '{{ input.stock >= input.quantity }}' } },
    },
    {
      id: 'n3',
      key: 'inStock',
      type: 'logic.if',
      name: 'In stock?',
      position: { x: 520, y: 0 },
      config: { condition: '{{ steps.total.enough }}' },
    },
    {
      id: 'n4',
      key: 'shipped',
      type: 'core.return',
      name: 'Shipped',
      position: { x: 780, y: 0 },
      config: { value: { order: '{{ input.order }}', cents: '{{ steps.total.cents }}' } },
    },
    {
      id: 'n5',
      key: 'soldOut',
      type: 'core.fail',
      name: 'Sold out',
      position: { x: 780, y: 160 },
      config: { message: 'Only {{ input.stock }} left for order {{ input.order }}' },
    },
  ],
  edges: [
    ['n1', 'out', 'n2'],
    ['n2', 'out', 'n3'],
    ['n3', 'true', 'n4'],
    ['n3', 'false', 'n5'],
  ].map(([node, port, target], at) => ({
    id: `e${at + 1}`,
    source: { node, port },
    target: { node: target, port: 'in' },
  })),
});
