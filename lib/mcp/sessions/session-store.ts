import { isNobody } from './session-caller.ts';
import type { Session } from './session.ts';

export interface SessionLimits {
  perProcess: number;
  /** One tenant does not take the others' place. */
  perWorkspace: number;
  /** Of all who come to a workspace's public servers without credentials: they take no member's place. */
  perPublic: number;
  /** Of one caller with one server: programs that forget to end what they begin. */
  perCaller: number;
  /** A session without a request or an open stream ends after this long (ms). */
  idleMs: number;
  /** No session lives longer (ms). */
  lifeMs: number;
}

/** A session takes about 13 kB. */
const defaultLimits: SessionLimits = {
  perProcess: 2_000,
  perWorkspace: 500,
  perPublic: 100,
  perCaller: 50,
  idleMs: 30 * 60_000,
  lifeMs: 6 * 24 * 60 * 60_000,
};
const SWEEP_MS = 10_000;

/** Who a session belongs to. */
export interface SessionOwner {
  workspaceId: string;
  /** Id of the server that it is with. */
  server: string;
  who: string;
}

/** Names sessions, so that every process of the installation can tell whose they are and where. */
export type NameSession = (owner: SessionOwner) => Promise<string>;

/** All sessions of this process, by id, the last used last. Memory is bounded: who opens too many loses their own oldest idle ones. */
export class SessionStore {
  readonly #byId = new Map<string, Session>();
  readonly #limits: SessionLimits;
  readonly #timer: NodeJS.Timeout;
  readonly name: NameSession;
  readonly now: () => number;

  constructor(ports: { name: NameSession; now: () => number; limits?: Partial<SessionLimits> }) {
    this.name = ports.name;
    this.now = ports.now;
    this.#limits = { ...defaultLimits, ...ports.limits };
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS);
    this.#timer.unref();
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Answers that are open in all of them. */
  get streams(): number {
    return [...this.#byId.values()].reduce((sum, session) => sum + session.open, 0);
  }

  /** Whether a session of this id is here, whosever it is. */
  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The live session of this id, if it is theirs: it is used now. */
  find(id: string, owner: SessionOwner): Session | null {
    const session = this.#byId.get(id);
    if (!session || this.#isOver(session) || !isOf(session.owner, owner)) return null;
    this.#byId.delete(id);
    this.#byId.set(id, session);
    return session;
  }

  /**
   * Whether there is a place for another session of theirs. Makes one, if need be, by ending one of their own (then of their
   * workspace) that is idle for longest. Those without credentials count apart.
   */
  makePlace(owner: SessionOwner): boolean {
    const { perCaller, perPublic, perProcess } = this.#limits;
    const isPublic = isNobody(owner.who);
    const perWorkspace = isPublic ? perPublic : this.#limits.perWorkspace;
    const all = [...this.#byId.values()];
    const ofWorkspace = all.filter(
      (session) => session.owner.workspaceId === owner.workspaceId && isNobody(session.owner.who) === isPublic,
    );
    const ofCaller = ofWorkspace.filter((session) => isOf(session.owner, owner));
    if (ofCaller.length >= perCaller) return endIdle(ofCaller);
    if (ofWorkspace.length >= perWorkspace) return endIdle(ofCaller) || endIdle(ofWorkspace);
    if (all.length >= perProcess) return endIdle(ofCaller) || endIdle(ofWorkspace);
    return true;
  }

  add(session: Session): void {
    this.#byId.set(session.id, session);
    session.onEnd(() => this.#byId.delete(session.id));
  }

  /** Ends the sessions whose time is over. */
  sweep(): void {
    for (const session of this.#byId.values()) if (this.#isOver(session)) session.end();
  }

  close(): void {
    clearInterval(this.#timer);
    for (const session of this.#byId.values()) session.end();
  }

  #isOver(session: Session): boolean {
    const now = this.now();
    if (now - session.openedAt > this.#limits.lifeMs) return true;
    return session.idle && now - session.usedAt > this.#limits.idleMs;
  }
}

function isOf(one: SessionOwner, other: SessionOwner): boolean {
  return one.workspaceId === other.workspaceId && one.server === other.server && one.who === other.who;
}

/** Ends the first that is idle: sessions come in the order in which they were last used. */
function endIdle(sessions: readonly Session[]): boolean {
  const idle = sessions.find((session) => session.idle);
  idle?.end();
  return idle !== undefined;
}
