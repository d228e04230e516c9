import type { ServerSettings, ToolOverride } from '#lib/contracts/server-settings.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import { pointerOf } from '#lib/shared/json-pointer.ts';
import { say } from '#lib/shared/say.ts';
import { withParameters, type OverrideFault } from './overridden-parameters.ts';

/** A tool of a version, and how callers see it. */
export interface ToolFace {
  original: CompiledTool;
  /** Null: hidden. */
  served: CompiledTool | null;
}

export interface OverriddenTools {
  faces: readonly ToolFace[];
  /** What does not fit this version, and what of it is passed over. */
  faults: readonly OverrideFault[];
}

/** The tools of a version as a server shows them; the workflow stays as it is. Pure: the same settings always make the same tools. */
export function overriddenTools(
  tools: readonly CompiledTool[],
  overrides: ServerSettings['tools'] = {},
): OverriddenTools {
  const faults: OverrideFault[] = Object.keys(overrides)
    .filter((key) => !tools.some((tool) => tool.key === key))
    .map((key) => ({
      path: `/tools${pointerOf(key)}`,
      code: 'unknown_tool',
      said: say('override_unknown_tool', { name: key }),
    }));
  const faces = tools.map((original): ToolFace => {
    const override = Object.hasOwn(overrides, original.key) ? overrides[original.key] : undefined;
    if (!override) return { original, served: original };
    const changed = withOverride(original, override);
    faults.push(...changed.faults);
    return { original, served: override.hidden ? null : changed.tool };
  });
  return { faces: withoutClashes(faces, faults), faults };
}

/** The tools that callers see. */
export function servedTools(
  tools: readonly CompiledTool[],
  overrides: ServerSettings['tools'],
): readonly CompiledTool[] {
  if (overrides === undefined) return tools;
  return overriddenTools(tools, overrides).faces.flatMap(({ served }) => (served ? [served] : []));
}

function withOverride(tool: CompiledTool, override: ToolOverride): { tool: CompiledTool; faults: OverrideFault[] } {
  const path = `/tools${pointerOf(tool.key)}/parameters`;
  const changed = withParameters(tool, override.parameters ?? {}, path);
  const { name = tool.name, title, description } = override;
  return {
    faults: changed.faults,
    tool: {
      ...changed.tool,
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
    },
  };
}

/** Two tools under one name: those that were renamed keep their own. */
function withoutClashes(faces: readonly ToolFace[], faults: OverrideFault[]): readonly ToolFace[] {
  const counts = new Map<string, number>();
  for (const { served } of faces) if (served) counts.set(served.name, (counts.get(served.name) ?? 0) + 1);
  const isClash = ({ original, served }: ToolFace): boolean =>
    served !== null && served.name !== original.name && counts.get(served.name) !== 1;
  if (!faces.some(isClash)) return faces;
  const kept = faces.map((face): ToolFace => {
    if (!isClash(face)) return face;
    const { original, served } = face;
    faults.push({
      path: `/tools${pointerOf(original.key)}/name`,
      code: 'name_taken',
      said: say('override_tool_taken', { name: served!.name }),
    });
    return { original, served: { ...served!, name: original.name } };
  });
  return withoutClashes(kept, faults);
}
