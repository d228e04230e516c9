import { z } from 'zod';
import type { Locale } from '#lib/shared/locales.ts';
import type { CallLimits } from './server-settings.ts';

export const roleSchema = z.enum(['owner', 'admin', 'editor', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

/** The permission table of `contract.md`. Absent means refused. */
export const permissions = {
  'workflow:read': ['owner', 'admin', 'editor', 'viewer'],
  'execution:read': ['owner', 'admin', 'editor', 'viewer'],
  'workflow:create': ['owner', 'admin', 'editor'],
  'workflow:update': ['owner', 'admin', 'editor'],
  'workflow:execute': ['owner', 'admin', 'editor'],
  'workflow:delete': ['owner', 'admin', 'editor'],
  'variable:use': ['owner', 'admin', 'editor'],
  'connection:use': ['owner', 'admin', 'editor'],
  'deployment:manage': ['owner', 'admin', 'editor'],
  'connection:manage': ['owner', 'admin'],
  'variable:manage': ['owner', 'admin'],
  'key:manage': ['owner', 'admin'],
  'member:manage': ['owner', 'admin'],
  'workspace:update': ['owner', 'admin'],
  'audit:read': ['owner', 'admin'],
  'workspace:delete': ['owner'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** What an API key may be used for at all; the rights inside are its role's. */
export const scopeSchema = z.enum(['mcp:call', 'mcp:read', 'api:read', 'api:write']);
export type Scope = z.infer<typeof scopeSchema>;

/** What an API key may do, beside its role. */
export interface KeyRights {
  id: string;
  /** What the key is called. */
  name?: string;
  scopes: readonly Scope[];
  /** Ids of workflows and collections; null: all servers of the workspace. */
  servers: readonly string[] | null;
  /** Names of tools of its one server; null or left out: all that its servers have. */
  tools?: readonly string[] | null;
  /** Only tools (prompts, resources) that change nothing. */
  readOnly?: boolean;
  /** Null: those of everybody. */
  limits?: CallLimits | null;
}

/** An OAuth client, as a person who allows it something sees it. */
export interface OauthClientFacts {
  id: string;
  /** What it says of itself. */
  name: string | null;
}

/** Who is asking, in which workspace. Every use case takes one. */
export interface Principal {
  /**
   * `anonymous`: nobody knows who, at a public server and there alone; its `userId` stands for an address, and no permission is
   * its. `oauth`: a client that a member let use one server, which is all that its `apiKey` (its grant, seen as a key) reaches.
   */
  kind: 'user' | 'apiKey' | 'oauth' | 'system' | 'anonymous';
  userId: string;
  email: string;
  /** Whether the person has proven that the address is theirs. */
  emailVerified?: boolean;
  workspaceId: string;
  workspaceSlug: string;
  role: Role;
  /** Set for `anonymous`: the one server that they may use. */
  publicServer?: string;
  /** Set for `apiKey` and `oauth`. */
  apiKey?: KeyRights;
  /** Set for `oauth`: the client. */
  client?: OauthClientFacts;
  /** The session that the credentials carry; its end ends them. */
  sessionId?: string;
  traceId: string;
  /** For audit: the caller's address, when known. */
  address?: string;
}

/** A signed-in person (or their key) before a workspace is chosen: for calls about the account itself. */
export interface Account {
  kind: 'user' | 'apiKey';
  userId: string;
  email: string;
  name: string;
  sessionId?: string;
  /** A key never sees beyond its workspace. */
  apiKey?: { id: string; workspaceId: string; scopes: readonly Scope[] };
  traceId: string;
  address?: string;
}

/** The instance's operator: a signed-in person, never a key. Apart from every workspace and its roles. */
export interface Operator extends Account {
  readonly operates: true;
}

/** Somebody who need not be signed in: sign-up and sign-in. */
export interface Caller {
  traceId: string;
  address?: string;
  userAgent?: string;
  /** The language that they are met in, where the request says so. */
  locale?: Locale;
}
