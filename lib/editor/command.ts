import type {
  NodePolicy,
  WorkflowDefinition,
  WorkflowEdge,
  WorkflowNode,
  WorkflowSettings,
} from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import type { Change, LayoutGroup, LayoutNote } from './change.ts';
import type { ClipboardContent } from './clipboard.ts';

export type End = WorkflowEdge['source'];
export interface Position {
  x: number;
  y: number;
}

/** Everything that a person can do to a definition, as data. */
export type Command =
  /** `from`: also wire it behind that port. `splitEdge`: put it into the middle of that edge. */
  | { type: 'addNode'; node: WorkflowNode; from?: End; to?: End; splitEdge?: string }
  /** Nodes (with their bodies), groups and notes; `parentId`: into that container, or with `null` out of all. */
  | { type: 'moveNodes'; moves: ({ id: string; parentId?: string | null } & Position)[] }
  /** Into a container, or (`null`) out of all, at a free place. */
  | { type: 'setParent'; nodeIds: readonly string[]; parentId: string | null }
  | { type: 'connect'; source: End; target: End }
  | { type: 'disconnect'; edgeId: string }
  /** Nodes (with their edges and bodies), edges, groups and notes. */
  | { type: 'deleteElements'; ids: readonly string[] }
  /** One top-level field; `undefined` takes it away. Edges follow renamed ports. */
  | { type: 'setConfig'; nodeId: string; field: string; value: unknown }
  | { type: 'renameNode'; nodeId: string; name: string }
  /** Rewrites the expressions of all other nodes. */
  | { type: 'renameKey'; nodeId: string; key: string }
  | { type: 'setDisabled'; nodeIds: readonly string[]; disabled: boolean }
  /** Shows containers without their bodies, or with them again. */
  | { type: 'setCollapsed'; nodeIds: readonly string[]; collapsed: boolean }
  | { type: 'setPolicy'; nodeId: string; policy: NodePolicy | undefined }
  | { type: 'setNotes'; nodeId: string; notes: string }
  | { type: 'paste'; content: ClipboardContent; at?: Position }
  | { type: 'setSettings'; settings: WorkflowSettings }
  | { type: 'autoLayout' }
  | { type: 'addGroup'; group: LayoutGroup }
  | { type: 'addNote'; note: LayoutNote }
  | { type: 'updateGroup'; id: string; patch: Partial<Omit<LayoutGroup, 'id'>> }
  | { type: 'updateNote'; id: string; patch: Partial<Omit<LayoutNote, 'id'>> }
  /** A whole other definition: a template, an import, a restored version. */
  | { type: 'replace'; definition: WorkflowDefinition };

export type CommandType = Command['type'];

/** Why a command was refused. The interface has a text for each. */
export type RefusalCode =
  | 'unknown_element'
  | 'id_taken'
  | 'self_connection'
  | 'cycle'
  | 'duplicate_edge'
  | 'wrong_port'
  | 'crosses_loop'
  | 'trigger_in_loop'
  | 'loop_in_itself'
  | 'loops_too_deep'
  | 'key_invalid'
  | 'key_taken'
  | 'name_too_long'
  | 'too_many_nodes'
  | 'too_many_edges';

/** `select`: what should be selected afterwards, if the command brought something new. */
export type CommandOutcome = { ok: true; change: Change; select?: string[] } | { ok: false; code: RefusalCode };

/** What commands need to know from outside the definition. `newId` makes element ids. */
export interface CommandContext {
  describe: DescribeNodeType;
  newId: () => string;
}

export const refuse = (code: RefusalCode): CommandOutcome => ({ ok: false, code });
