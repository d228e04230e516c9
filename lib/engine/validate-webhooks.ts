import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import type { ValidationPorts } from './validation-ports.ts';

/** Webhooks that anybody could call, that cannot check their callers, or that share an address. */
export function validateWebhooks(definition: WorkflowDefinition, ports: ValidationPorts): Problem[] {
  const hooks = definition.nodes.filter((node) => node.type === 'trigger.webhook' && node.disabled !== true);
  return hooks.flatMap((node, index) => [
    ...checkCaller(node, ports),
    ...hooks.slice(0, index).flatMap((other) => (shareAddress(node, other) ? [sameAddress(node, other)] : [])),
  ]);
}

function checkCaller(node: WorkflowNode, { connections }: ValidationPorts): Problem[] {
  const { auth, path, connectionId } = node.config;
  if (auth === 'none') {
    if (typeof path !== 'string' || path === '' || looksRandom(path)) return [];
    const said = hint(say('webhook_path_guessable', { node: node.key, path: path.slice(0, 100) }), 'hint_webhook_path');
    return [problem(node, 'webhook_path_guessable', '/path', said)];
  }
  if (auth !== 'header' && auth !== 'hmac') return [];
  if (typeof connectionId !== 'string') {
    const said = say('webhook_without_connection', { node: node.key });
    return [problem(node, 'webhook_without_connection', '/connectionId', said)];
  }
  const connection = connections?.find(({ id }) => id === connectionId);
  if (!connection || (connection.connector === 'signingSecret') === (auth === 'hmac')) return [];
  const said = say(auth === 'hmac' ? 'webhook_needs_signing_secret' : 'webhook_needs_credentials', { node: node.key });
  return [problem(node, 'webhook_connection_unsuitable', '/connectionId', said)];
}

/** Contract: one address has one trigger. */
function shareAddress({ config: a }: WorkflowNode, { config: b }: WorkflowNode): boolean {
  const [one, other] = [a['method'] ?? 'POST', b['method'] ?? 'POST'];
  return a['path'] === b['path'] && (one === other || one === 'ANY' || other === 'ANY');
}

function sameAddress(node: WorkflowNode, other: WorkflowNode): Problem {
  const said = say('duplicate_webhook', { node: node.key, other: other.key });
  return problem(node, 'duplicate_webhook', '/path', said);
}

function problem(node: WorkflowNode, code: string, path: string, said: Said): Problem {
  return { severity: 'error', code, nodeId: node.id, path, ...said };
}

const least = { chars: 16, different: 8, digits: 3, letters: 3 };

/**
 * Does a path look as if nobody could guess it? One of its parts must be long and mixed, as a UUID or what the editor draws
 * is; words are not.
 */
function looksRandom(path: string): boolean {
  return path.split(/[/.]/).some((part) => {
    const digits = part.replace(/\D/g, '').length;
    const letters = part.replace(/[^A-Za-z]/g, '').length;
    const long = part.length >= least.chars && new Set(part).size >= least.different;
    return long && digits >= least.digits && letters >= least.letters;
  });
}
