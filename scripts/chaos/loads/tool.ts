import { callTool } from '../../../e2e/mcp/raw-call.ts';
import { deployWorkflow } from '../../deploy-workflow.ts';
import { effect, ending, toldTo, toolTrigger, workflowFile } from '../definitions.ts';
import type { Load } from './load.ts';

/** `tools/call` of a deployed server: a direct run that reads, then writes once. */
export const tool: Load = {
  name: 'tool call',
  weight: 5,
  prepare: async ({ client, key, origin }) => {
    const target = { origin, by: 'runtime' } as const;
    const steps = [effect(target, 'look', 'read', 0), effect(target, 'pay', 'write', 1)];
    const end = ending('{{ input.tag }}', { look: toldTo('look'), pay: toldTo('pay') });
    const { url } = await deployWorkflow(client, workflowFile(tool.name, [toolTrigger('pay'), ...steps, end]));
    return async (tag) => {
      try {
        const { status, isError, output, executionId } = await callTool(url, key, ['pay', { tag }]);
        if (status !== 200) return { kind: status < 500 ? 'refused' : 'unanswered', why: `HTTP ${status}` };
        if (executionId === null) return { kind: 'unanswered', why: 'a result without a run' };
        return { kind: 'ended', run: executionId, status: isError ? 'error' : 'success', output };
      } catch (error) {
        return { kind: 'unanswered', why: String(error) };
      }
    };
  },
};
