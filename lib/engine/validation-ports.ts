import type { JsonSchema } from '#lib/contracts/json-schema.ts';

/** What validation may be told beside the definition; all of it makes more problems visible. */
export interface ValidationPorts {
  /** Compiles a JSON Schema and says what is wrong with it, or null. Without it only the form is checked. */
  checkSchema?: (schema: JsonSchema) => string | null;
  /** The names of the workspace's plain variables. Without it, `vars.X` is not checked. */
  variables?: readonly string[];
  /** The secret ones: headers may carry them, no other expression may name them. */
  secretVariables?: readonly KnownSecret[];
  /** The connections that may be used. Without it, ids of connections are not checked. */
  connections?: readonly KnownConnection[];
  /** The workflow that is validated, to find circles of calls. */
  workflowId?: string;
  /** The workspace's workflows. Without it, calls of workflows are not checked. */
  workflows?: readonly KnownWorkflow[];
  /** Says what is wrong with the times of a schedule, or null. Without it they are not checked. */
  checkSchedule?: (timetable: { cron: string; timezone: string }) => ScheduleFault | null;
}

/** Why a schedule cannot run. */
export interface ScheduleFault {
  field: 'cron' | 'timezone';
  kind: 'cron_invalid' | 'cron_never_fires' | 'timezone_unknown';
}

/** What validation knows of a secret variable. */
export interface KnownSecret {
  name: string;
  /** Without one it can be sent nowhere. */
  hosts: readonly string[];
}

/** What validation knows of a connection. */
export interface KnownConnection {
  id: string;
  connector: string;
  /** False: its secret has to be entered again. */
  ready: boolean;
}

/** What validation knows of a workflow that may be called: of its live version, or of its draft if it was never deployed. */
export interface KnownWorkflow {
  id: string;
  name: string;
  deployed: boolean;
  /** Ids of the workflows that it calls itself. */
  calls: readonly string[];
  /** Keys of its enabled `trigger.tool` and `trigger.manual`. */
  triggers: readonly string[];
}
