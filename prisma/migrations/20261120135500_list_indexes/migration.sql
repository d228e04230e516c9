-- Lists of one status or trigger must not walk through all that a workspace ever ran to find few or none. Partial:
-- a call of a tool that succeeds, of which there are most, is in none of them.
-- CreateIndex
CREATE INDEX "execution_workspace_id_status_id_idx" ON "execution"("workspace_id", "status", "id") WHERE "status" IN ('error', 'timeout', 'crashed', 'canceled');

-- CreateIndex
CREATE INDEX "execution_workspace_id_trigger_id_idx" ON "execution"("workspace_id", "trigger", "id") WHERE "trigger" <> 'tool';
