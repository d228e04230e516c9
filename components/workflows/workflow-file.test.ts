import { describe, expect, it } from 'vitest';
import { emptyDefinition } from '#lib/contracts/definition.ts';
import { parseTags } from './parse-tags.ts';
import { readWorkflowFile, workflowFileName } from './workflow-file.ts';

const file = { format: 'toolwright.workflow', formatVersion: 1, name: 'Echo', definition: emptyDefinition };
const blob = (value: unknown) => new Blob([typeof value === 'string' ? value : JSON.stringify(value)]);

describe('readWorkflowFile', () => {
  it('reads an exported file and fills in what may be left out', async () => {
    expect(await readWorkflowFile(blob(file))).toMatchObject({
      ok: true,
      file: { name: 'Echo', tags: [], description: '' },
    });
  });

  it.each([
    ['not json'],
    [{ ...file, format: 'n8n' }],
    [{ ...file, secret: 'x' }],
    ['null'],
    [{ ...file, definition: {} }],
  ])('refuses %j', async (value) => {
    expect(await readWorkflowFile(blob(value))).toEqual({ ok: false, reason: 'invalidFile' });
  });

  it('refuses what is too large without reading it', async () => {
    expect(await readWorkflowFile(blob(' '.repeat(2 * 1024 * 1024 + 1)))).toEqual({
      ok: false,
      reason: 'fileTooLarge',
    });
  });
});

describe('workflowFileName', () => {
  it.each([
    ['Find countries!', 'find-countries.toolwright.json'],
    ['이슈 도우미', '이슈-도우미.toolwright.json'],
    ['../../etc/passwd', 'etc-passwd.toolwright.json'],
    ['***', 'workflow.toolwright.json'],
  ])('makes %s a safe name', (name, expected) => {
    expect(workflowFileName(name)).toBe(expected);
  });
});

describe('parseTags', () => {
  it('splits, trims and drops repeated ones', () => {
    expect(parseTags(' a, b ,,a , ')).toEqual(['a', 'b']);
    expect(parseTags('')).toEqual([]);
  });
});
