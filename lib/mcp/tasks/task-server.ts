import { Server, type Result, type ServerContext } from '@modelcontextprotocol/server';
import { isTaskAnswer } from './task-wire.ts';

type Handler = Parameters<Server['_wrapHandler']>[1];

/** The SDK's server, which takes every answer of a call for a result and adds the content that a result must have. */
export class TaskServer extends Server {
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const wrapped = super._wrapHandler(method, handler);
    if (method !== 'tools/call') return wrapped;
    return async (request, context: ServerContext): Promise<Result> => {
      const result = await wrapped(request, context);
      if (!isTaskAnswer(result)) return result;
      const { content: _content, ...task } = result as Result & { content?: unknown };
      return task;
    };
  }
}
