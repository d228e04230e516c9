import type { DescribeNodeType, NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { describeNode, type NodeDefinition } from '#lib/kit/node-definition.ts';
import { coreFail } from '#lib/nodes/core.fail/definition.ts';
import { coreReturn } from '#lib/nodes/core.return/definition.ts';
import { dataCode } from '#lib/nodes/data.code/definition.ts';
import { dataSet } from '#lib/nodes/data.set/definition.ts';
import { dataFilter } from '#lib/nodes/data.filter/definition.ts';
import { dataSort } from '#lib/nodes/data.sort/definition.ts';
import { dataLimit } from '#lib/nodes/data.limit/definition.ts';
import { dataAggregate } from '#lib/nodes/data.aggregate/definition.ts';
import { dataDedupe } from '#lib/nodes/data.dedupe/definition.ts';
import { dataJoin } from '#lib/nodes/data.join/definition.ts';
import { dataSplit } from '#lib/nodes/data.split/definition.ts';
import { dataTemplate } from '#lib/nodes/data.template/definition.ts';
import { dataDateTime } from '#lib/nodes/data.dateTime/definition.ts';
import { dataCsv } from '#lib/nodes/data.csv/definition.ts';
import { dataHtml } from '#lib/nodes/data.html/definition.ts';
import { memoryGet } from '#lib/nodes/memory.get/definition.ts';
import { memorySet } from '#lib/nodes/memory.set/definition.ts';
import { mcpResourceUpdated } from '#lib/nodes/mcp.resourceUpdated/definition.ts';
import { memoryDelete } from '#lib/nodes/memory.delete/definition.ts';
import { memoryIncrement } from '#lib/nodes/memory.increment/definition.ts';
import { dataJson } from '#lib/nodes/data.json/definition.ts';
import { dataHash } from '#lib/nodes/data.hash/definition.ts';
import { httpRequest } from '#lib/nodes/http.request/definition.ts';
import { postgresQuery } from '#lib/nodes/postgres.query/definition.ts';
import { clientAsk } from '#lib/nodes/client.ask/definition.ts';
import { clientLog } from '#lib/nodes/client.log/definition.ts';
import { humanApproval } from '#lib/nodes/human.approval/definition.ts';
import { humanInput } from '#lib/nodes/human.input/definition.ts';
import { logicForEach } from '#lib/nodes/logic.forEach/definition.ts';
import { logicIf } from '#lib/nodes/logic.if/definition.ts';
import { logicMerge } from '#lib/nodes/logic.merge/definition.ts';
import { logicSwitch } from '#lib/nodes/logic.switch/definition.ts';
import { logicWait } from '#lib/nodes/logic.wait/definition.ts';
import { logicWorkflow } from '#lib/nodes/logic.workflow/definition.ts';
import { triggerError } from '#lib/nodes/trigger.error/definition.ts';
import { triggerForm } from '#lib/nodes/trigger.form/definition.ts';
import { triggerManual } from '#lib/nodes/trigger.manual/definition.ts';
import { triggerPrompt } from '#lib/nodes/trigger.prompt/definition.ts';
import { triggerResource } from '#lib/nodes/trigger.resource/definition.ts';
import { triggerSchedule } from '#lib/nodes/trigger.schedule/definition.ts';
import { triggerWebhook } from '#lib/nodes/trigger.webhook/definition.ts';
import { triggerTool } from '#lib/nodes/trigger.tool/definition.ts';

/** Every node type, in the order in which the palette shows them. */
export const definitions = {
  'trigger.tool': triggerTool,
  'trigger.prompt': triggerPrompt,
  'trigger.resource': triggerResource,
  'trigger.manual': triggerManual,
  'trigger.form': triggerForm,
  'trigger.webhook': triggerWebhook,
  'trigger.schedule': triggerSchedule,
  'trigger.error': triggerError,
  'logic.if': logicIf,
  'logic.switch': logicSwitch,
  'logic.merge': logicMerge,
  'logic.forEach': logicForEach,
  'logic.wait': logicWait,
  'logic.workflow': logicWorkflow,
  'human.approval': humanApproval,
  'human.input': humanInput,
  'client.ask': clientAsk,
  'client.log': clientLog,
  'data.set': dataSet,
  'data.filter': dataFilter,
  'data.sort': dataSort,
  'data.limit': dataLimit,
  'data.aggregate': dataAggregate,
  'data.dedupe': dataDedupe,
  'data.join': dataJoin,
  'data.split': dataSplit,
  'data.template': dataTemplate,
  'data.dateTime': dataDateTime,
  'data.csv': dataCsv,
  'data.html': dataHtml,
  'memory.get': memoryGet,
  'memory.set': memorySet,
  'memory.delete': memoryDelete,
  'memory.increment': memoryIncrement,
  'data.json': dataJson,
  'data.hash': dataHash,
  'data.code': dataCode,
  'http.request': httpRequest,
  'postgres.query': postgresQuery,
  'core.return': coreReturn,
  'mcp.resourceUpdated': mcpResourceUpdated,
  'core.fail': coreFail,
} as const satisfies { readonly [type: string]: NodeDefinition };

export type Definitions = typeof definitions;
export type NodeType = keyof Definitions;

/** The catalogue as data, for `GET /nodes`. */
export const nodeTypeDescriptions: readonly NodeTypeDescription[] = Object.values(definitions).map((definition) =>
  describeNode(definition as unknown as NodeDefinition),
);

const byTypeAndVersion = new Map(nodeTypeDescriptions.map((one) => [`${one.type}@${one.version}`, one]));

/** Looks a type up; `undefined` is unknown and does not compile. */
export const describeNodeType: DescribeNodeType = (type, version) => byTypeAndVersion.get(`${type}@${version}`);
