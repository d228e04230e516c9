import { done, NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import { say } from '#lib/shared/say.ts';
import type { dataHtml } from './definition.ts';
import { EXTRACT_MS, extractInThread, type ExtractOutcome } from './extract-pool.ts';

const MAX_BYTES = 2 * 1024 * 1024;

export const executeDataHtml: NodeExecutor<typeof dataHtml> = async (context, { html, values }) => {
  if (Buffer.byteLength(html) > MAX_BYTES)
    throw new NodeFailure('limit_exceeded', say('html_too_long'), { path: '/html' });
  const bare = values.findIndex(({ take, attribute }) => take === 'attribute' && attribute === undefined);
  if (bare >= 0)
    throw new NodeFailure('config_invalid', say('html_no_attribute'), { path: `/values/${bare}/attribute` });
  const outcome = await extractInThread({ html, values }, context);
  if (outcome.ok) return done(outcome.output);
  throw failure(outcome);
};

function failure(outcome: Extract<ExtractOutcome, { ok: false }>): NodeFailure {
  switch (outcome.fault) {
    case 'selector':
      return new NodeFailure('config_invalid', say('html_selector', { error: outcome.message }), {
        path: `/values/${outcome.index}/selector`,
      });
    case 'timeout':
      return new NodeFailure('timeout', say('html_timeout', { limit: EXTRACT_MS / 1_000 }));
    case 'memory':
      return new NodeFailure('limit_exceeded', say('html_memory'), { path: '/html' });
    case 'too_deep':
      return new NodeFailure('limit_exceeded', say('html_too_deep'), { path: '/html' });
    case 'too_large':
      return new NodeFailure('limit_exceeded', say('html_too_large'), { path: '/values' });
  }
}
