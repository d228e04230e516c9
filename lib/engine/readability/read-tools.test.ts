import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from './estimate-tokens.ts';
import { readTools, type ReadTool } from './read-tools.ts';
import { similarity, wordsOfName } from './similarity.ts';

let count = 0;
const tool = (given: Partial<ReadTool> = {}): ReadTool => ({
  nodeId: `n${(count += 1)}`,
  name: 'search_issues',
  description: 'Finds the open issues of a repository by words in their title, newest first.',
  inputSchema: {
    type: 'object',
    properties: { query: { type: 'string', description: 'Words of the title, such as "login fails"' } },
    required: ['query'],
  },
  ...given,
});
const codes = (...tools: ReadTool[]): string[] => readTools(tools).findings.map(({ code }) => code);
const property = (name: string, schema: object, required = true): ReadTool =>
  tool({ inputSchema: { type: 'object', properties: { [name]: schema }, ...(required && { required: [name] }) } });

describe('a tool that says what it is for', () => {
  it('has nothing to complain about', () => {
    expect(readTools([tool()])).toMatchObject({ score: 100, findings: [] });
    expect(readTools([])).toEqual({ score: 0, tokens: 0, tools: [], findings: [] });
  });
});

describe('names and descriptions', () => {
  it.each([
    ['name_vague', { name: 'run' }],
    ['name_vague', { name: 'tool_2' }],
    ['name_vague', { name: 'ab' }],
    ['description_missing', { description: '  ' }],
    ['description_empty', { description: 'Search issues.' }],
    ['description_short', { description: 'Finds open problems.' }],
    ['description_short', { description: '열린 이슈 찾기' }],
    ['description_long', { description: 'Finds open problems of one repository. '.repeat(40) }],
    ['tool_heavy', { inputSchema: { type: 'object', $comment: 'word '.repeat(1_000) } }],
  ])('%s: %j', (code, given) => {
    expect(codes(tool(given))).toContain(code);
  });

  it.each([
    [{ name: 'translate' }],
    [{ name: 'getWeather', description: 'Tells the weather of a city for the coming days, hour by hour.' }],
    [{ description: '저장소의 열린 이슈를 제목에 있는 단어로 찾아 최신순으로 알려 줍니다.' }],
  ])('says nothing of %j', (given) => {
    expect(codes(tool(given))).toEqual([]);
  });

  it('wants one way of writing names', () => {
    const other = { description: 'Sends a message to somebody by their address, with a subject.' };
    expect(codes(tool(), tool({ ...other, name: 'sendMessage' }))).toEqual(['names_mixed']);
    expect(codes(tool(), tool({ ...other, name: 'send_message' }))).toEqual([]);
  });
});

describe('parameters', () => {
  it('name the field to change', () => {
    const { findings } = readTools([property('a/b', { type: 'string' })]);
    expect(findings).toMatchObject([
      { code: 'parameter_undescribed', path: '/inputSchema/properties/a~1b', values: { parameter: 'a/b' } },
    ]);
  });

  it.each([
    [['parameter_vague'], property('data', { type: 'string' })],
    [['parameter_undescribed'], property('owner', { type: 'string' }, false)],
    [['parameter_no_example'], property('owner', { type: 'string', description: 'Who owns the repository' })],
    [[], property('owner', { type: 'string', description: 'Who owns it', examples: ['acme'] })],
    [[], property('owner', { type: 'string', description: 'Who owns it, for example acme' })],
    [[], property('state', { type: 'string', description: 'Which of them', enum: ['open', 'closed'] })],
    [[], property('limit', { type: 'integer', description: 'Most to return' })],
    [[], property('owner', { type: 'string', description: 'Who owns the repository' }, false)],
  ])('%j', (expected, given) => {
    expect(codes(given)).toEqual(expected);
  });
});

describe('tools beside each other', () => {
  it('are told apart by what they are about', () => {
    const one = tool({ name: 'search_issues', description: 'Finds issues of a repository by words in the title.' });
    const two = tool({ name: 'find_issues', description: 'Finds the issues in a repository by the words in titles.' });
    const three = tool({ name: 'send_mail', description: 'Sends a letter to an address, with a subject and a text.' });
    expect(readTools([one, two, three]).findings).toMatchObject([
      { code: 'ambiguous', nodeId: one.nodeId, values: { other: 'find_issues', percent: expect.any(Number) } },
    ]);
    expect(similarity(one, one)).toBe(1);
    expect(similarity(one, three)).toBeLessThan(0.3);
    expect(wordsOfName('searchOpen_issues-v2')).toEqual(['search', 'open', 'issues', 'v2']);
  });

  it('are too many, and cost too much', () => {
    const description = (index: number): string => Array.from({ length: 260 }, (_, at) => `w${index}q${at}`).join(' ');
    const many = Array.from({ length: 31 }, (_, index) =>
      tool({ name: `verb${index}_noun${index}`, description: description(index) }),
    );
    expect(codes(...many)).toEqual(expect.arrayContaining(['tools_many', 'list_heavy']));
  });
});

describe('the count of tokens', () => {
  it.each([
    ['', 0],
    ['Finds the open issues of a repository.', 8],
    ['{"type":"object","properties":{}}', 8],
    ['저장소의 열린 이슈', 6],
  ])('of %j is about %i', (text, tokens) => {
    expect(Math.abs(estimateTokens(text) - tokens)).toBeLessThanOrEqual(2);
  });
});

it('reads whatever it is given, in bounds', () => {
  const anyTool = fc.record({
    nodeId: fc.uuid(),
    name: fc.string({ unit: 'grapheme' }),
    description: fc.string({ unit: 'grapheme' }),
    inputSchema: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.array(anyTool, { maxLength: 6 }), (tools) => {
      const { score, tools: readings, tokens } = readTools(tools);
      for (const each of [score, ...readings.map((reading) => reading.score)]) {
        expect(each).toBeGreaterThanOrEqual(0);
        expect(each).toBeLessThanOrEqual(100);
      }
      expect(tokens).toBe(readings.reduce((sum, reading) => sum + reading.tokens, 0));
    }),
    { numRuns: 200 },
  );
});
