import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { NodeDefinition } from '#lib/kit/node-definition.ts';
import type { AnyNodeExecutor, NodeExecutor } from '#lib/kit/node-executor.ts';
import { executeCoreFail } from '#lib/nodes/core.fail/execute.ts';
import { executeCoreReturn } from '#lib/nodes/core.return/execute.ts';
import { executeDataCode } from '#lib/nodes/data.code/execute.ts';
import { executeDataSet } from '#lib/nodes/data.set/execute.ts';
import { executeDataFilter } from '#lib/nodes/data.filter/execute.ts';
import { executeDataSort } from '#lib/nodes/data.sort/execute.ts';
import { executeDataLimit } from '#lib/nodes/data.limit/execute.ts';
import { executeDataAggregate } from '#lib/nodes/data.aggregate/execute.ts';
import { executeDataDedupe } from '#lib/nodes/data.dedupe/execute.ts';
import { executeDataJoin } from '#lib/nodes/data.join/execute.ts';
import { executeDataSplit } from '#lib/nodes/data.split/execute.ts';
import { executeDataTemplate } from '#lib/nodes/data.template/execute.ts';
import { executeDataDateTime } from '#lib/nodes/data.dateTime/execute.ts';
import { executeDataCsv } from '#lib/nodes/data.csv/execute.ts';
import { executeDataHtml } from '#lib/nodes/data.html/execute.ts';
import { executeMemoryGet } from '#lib/nodes/memory.get/execute.ts';
import { executeMemorySet } from '#lib/nodes/memory.set/execute.ts';
import { executeMcpResourceUpdated } from '#lib/nodes/mcp.resourceUpdated/execute.ts';
import { executeMemoryDelete } from '#lib/nodes/memory.delete/execute.ts';
import { executeMemoryIncrement } from '#lib/nodes/memory.increment/execute.ts';
import { executeDataJson } from '#lib/nodes/data.json/execute.ts';
import { executeDataHash } from '#lib/nodes/data.hash/execute.ts';
import { executeHttpRequest } from '#lib/nodes/http.request/execute.ts';
import { executePostgresQuery } from '#lib/nodes/postgres.query/execute.ts';
import { executeClientAsk } from '#lib/nodes/client.ask/execute.ts';
import { executeClientLog } from '#lib/nodes/client.log/execute.ts';
import { executeHumanApproval } from '#lib/nodes/human.approval/execute.ts';
import { executeHumanInput } from '#lib/nodes/human.input/execute.ts';
import { executeLogicForEach } from '#lib/nodes/logic.forEach/execute.ts';
import { executeLogicIf } from '#lib/nodes/logic.if/execute.ts';
import { executeLogicMerge } from '#lib/nodes/logic.merge/execute.ts';
import { executeLogicSwitch } from '#lib/nodes/logic.switch/execute.ts';
import { executeLogicWait } from '#lib/nodes/logic.wait/execute.ts';
import { executeLogicWorkflow } from '#lib/nodes/logic.workflow/execute.ts';
import { executeTriggerError } from '#lib/nodes/trigger.error/execute.ts';
import { executeTriggerForm } from '#lib/nodes/trigger.form/execute.ts';
import { executeTriggerManual } from '#lib/nodes/trigger.manual/execute.ts';
import { executeTriggerPrompt } from '#lib/nodes/trigger.prompt/execute.ts';
import { executeTriggerResource } from '#lib/nodes/trigger.resource/execute.ts';
import { executeTriggerSchedule } from '#lib/nodes/trigger.schedule/execute.ts';
import { executeTriggerWebhook } from '#lib/nodes/trigger.webhook/execute.ts';
import { executeTriggerTool } from '#lib/nodes/trigger.tool/execute.ts';
import { definitions, describeNodeType, type Definitions, type NodeType } from './definitions.ts';

/** What runs each type. A missing executor does not compile. */
const executors: { readonly [T in NodeType]: NodeExecutor<Definitions[T]> } = {
  'trigger.tool': executeTriggerTool,
  'trigger.prompt': executeTriggerPrompt,
  'trigger.resource': executeTriggerResource,
  'trigger.manual': executeTriggerManual,
  'trigger.form': executeTriggerForm,
  'trigger.webhook': executeTriggerWebhook,
  'trigger.schedule': executeTriggerSchedule,
  'trigger.error': executeTriggerError,
  'logic.if': executeLogicIf,
  'logic.switch': executeLogicSwitch,
  'logic.merge': executeLogicMerge,
  'logic.forEach': executeLogicForEach,
  'logic.wait': executeLogicWait,
  'logic.workflow': executeLogicWorkflow,
  'human.approval': executeHumanApproval,
  'human.input': executeHumanInput,
  'client.ask': executeClientAsk,
  'client.log': executeClientLog,
  'data.set': executeDataSet,
  'data.filter': executeDataFilter,
  'data.sort': executeDataSort,
  'data.limit': executeDataLimit,
  'data.aggregate': executeDataAggregate,
  'data.dedupe': executeDataDedupe,
  'data.join': executeDataJoin,
  'data.split': executeDataSplit,
  'data.template': executeDataTemplate,
  'data.dateTime': executeDataDateTime,
  'data.csv': executeDataCsv,
  'data.html': executeDataHtml,
  'memory.get': executeMemoryGet,
  'memory.set': executeMemorySet,
  'memory.delete': executeMemoryDelete,
  'memory.increment': executeMemoryIncrement,
  'data.json': executeDataJson,
  'data.hash': executeDataHash,
  'data.code': executeDataCode,
  'http.request': executeHttpRequest,
  'postgres.query': executePostgresQuery,
  'core.return': executeCoreReturn,
  'mcp.resourceUpdated': executeMcpResourceUpdated,
  'core.fail': executeCoreFail,
};

/** A node type with everything that running it needs. */
export interface NodeImplementation {
  readonly definition: NodeDefinition;
  readonly description: NodeTypeDescription;
  readonly execute: AnyNodeExecutor;
}

/** How the runner finds node types. Tests bring their own. */
export interface NodeCatalog {
  describe(type: string, version: number): NodeTypeDescription | undefined;
  implementation(type: string, version: number): NodeImplementation | undefined;
}

/** The product's node types. */
export const nodeCatalog: NodeCatalog = {
  describe: describeNodeType,
  implementation(type, version) {
    const description = describeNodeType(type, version);
    if (!description) return undefined;
    return {
      description,
      definition: definitions[type as NodeType] as unknown as NodeDefinition,
      execute: executors[type as NodeType],
    };
  },
};
