/** A tool as a member has it. */
interface Named {
  readonly name: string;
}

/** A tool in a collection. */
export interface GatheredTool<T extends Named> {
  readonly tool: T;
  /** Its name here; null: it is not there. */
  readonly as: string | null;
  /** It is not there because a tool before it has its name. */
  readonly clash: boolean;
}

/**
 * The tools of a collection's members, each under its name there. Of two with the same name the first one has it, by the order of the
 * members. Pure: the service and every runtime come to the same.
 */
export function gatheredTools<T extends Named>(
  members: readonly { tools: readonly T[]; names: Readonly<Record<string, string | null>> }[],
): GatheredTool<T>[][] {
  const taken = new Set<string>();
  return members.map(({ tools, names }) =>
    tools.map((tool) => {
      const as = Object.hasOwn(names, tool.name) ? names[tool.name]! : tool.name;
      if (as === null) return { tool, as, clash: false };
      if (taken.has(as)) return { tool, as: null, clash: true };
      taken.add(as);
      return { tool, as, clash: false };
    }),
  );
}
