import { say } from '#lib/shared/say.ts';
import { done, NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataJson } from './definition.ts';

/** A code fence alone around the text. */
const fence = /^```[a-z]*\r?\n([^]*?)\r?\n```$/i;

export const executeDataJson: NodeExecutor<typeof dataJson> = (_context, { text }) => {
  const trimmed = text.trim();
  try {
    return done(JSON.parse(fence.exec(trimmed)?.[1] ?? trimmed) as unknown);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw new NodeFailure('json_invalid', say('text_no_json', { error: reason }), { path: '/text', cause: error });
  }
};
