-- The run log is listed by workflow, status, trigger and time: every combination is the end of an index, so that few runs,
-- or none, are found among millions without walking through the others. Successful calls of tools, of which there are
-- most, are left out of the workspace's index and found in those of their workflows.
-- What each of them costs a row of a tool's call was measured: nothing where it is partial, and nothing for the workflow's
-- index, because the one that it replaces goes.
-- CreateIndex
CREATE INDEX "execution_workflow_id_status_trigger_id_idx" ON "execution"("workflow_id", "status", "trigger", "id");

-- CreateIndex
CREATE INDEX "execution_workspace_id_status_trigger_id_idx" ON "execution"("workspace_id", "status", "trigger", "id") WHERE NOT ("status" = 'success' AND "trigger" = 'tool');

-- CreateIndex
CREATE INDEX "execution_parent_execution_id_id_idx" ON "execution"("parent_execution_id", "id") WHERE "parent_execution_id" IS NOT NULL;

-- Runs of traces that began elsewhere (`traceparent`). A trace that began here says in its first digits when that was, as
-- ids do, and its run follows within the moment.
-- CreateIndex
CREATE INDEX "execution_trace_id_id_idx" ON "execution"("trace_id", "id") WHERE left("id"::text, 11) <> left("trace_id", 8) || '-' || substr("trace_id", 9, 2);

-- DropIndex
DROP INDEX "execution_workflow_id_id_idx";

-- DropIndex
DROP INDEX "execution_workspace_id_status_id_idx";

-- DropIndex
DROP INDEX "execution_workspace_id_trigger_id_idx";

-- DropIndex
DROP INDEX "execution_parent_execution_id_idx";
