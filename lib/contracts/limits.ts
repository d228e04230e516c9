/** Every limit of `semantics.md`, in one place. Sizes are bytes of UTF-8 JSON, times milliseconds. */
export const limits = {
  nodes: 2_000,
  edges: 5_000,
  definitionBytes: 2 * 1024 * 1024,
  stepsPerRun: 100_000,
  parallelSteps: 50,
  loopConcurrency: 50,
  /** The largest limit that a workflow may set for its runs at once. */
  workflowConcurrency: 1_000,
  loopDepth: 5,
  subWorkflowDepth: 25,
  inputBytes: 4 * 1024 * 1024,
  valueBytes: 10 * 1024 * 1024,
  runBytes: 100 * 1024 * 1024,
  valueDepth: 128,
  fileBytes: 50 * 1024 * 1024,
  /** All files of a workspace, unless its quota says otherwise. */
  storageBytes: 1024 * 1024 * 1024,
  /** Of one workspace; see `variableLimits` for the others. */
  connections: 500,
  apiKeys: 500,
  collections: 100,
  /** Keys of a workspace's memory, and the JSON of one value. */
  memoryKeys: 10_000,
  memoryValueBytes: 64 * 1024,
  memoryMaxMs: 366 * 24 * 3_600_000,
  definitionDepth: 64,
  runTimeoutDefaultMs: 30_000,
  runTimeoutMaxMs: 3_600_000,
  runAgeMaxMs: 90 * 24 * 3_600_000,
  nodeTimeoutDefaultMs: 30_000,
  nodeTimeoutMaxMs: 15 * 60_000,
  waitMaxMs: 30 * 24 * 3_600_000,
  maxAttempts: 10,
  maxBackoffMs: 60_000,
  expressionMs: 100,
  expressionCallDepth: 200,
  codeMemoryMb: 64,
  consoleBytes: 64 * 1024,
  byReferenceBytes: 32 * 1024,
  /** How long a synchronous REST caller is held. */
  syncHoldMs: 60_000,
  /** A direct run is recorded as accepted at the latest after this time. */
  acceptAfterMs: 250,
} as const;
