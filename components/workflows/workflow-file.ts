import { workflowFileSchema, type WorkflowFile } from '#lib/contracts/api/workflows.ts';
import { limits } from '#lib/contracts/limits.ts';

export type ReadFileResult = { ok: true; file: WorkflowFile } | { ok: false; reason: 'invalidFile' | 'fileTooLarge' };

/** Reads an exported workflow. Nothing in it is run or fetched; the server checks it again. */
export async function readWorkflowFile(blob: Blob): Promise<ReadFileResult> {
  if (blob.size > limits.definitionBytes) return { ok: false, reason: 'fileTooLarge' };
  let value: unknown;
  try {
    value = JSON.parse(await blob.text());
  } catch {
    return { ok: false, reason: 'invalidFile' };
  }
  const parsed = workflowFileSchema.safeParse(value);
  return parsed.success ? { ok: true, file: parsed.data } : { ok: false, reason: 'invalidFile' };
}

/** `Find countries!` -> `find-countries.toolwright.json`. */
export function workflowFileName(name: string): string {
  const stem = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${stem || 'workflow'}.toolwright.json`;
}

/** Hands a file to the browser's downloads. */
export function downloadJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
