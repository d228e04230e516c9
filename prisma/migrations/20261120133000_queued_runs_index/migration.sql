-- Partial: queued runs that have not ended, of which there are few. How many bells of a workspace are rung and which of its
-- runs waits longest is asked at every run, and must not walk through all that the workspace ever ran.
-- CreateIndex
CREATE INDEX "execution_workspace_id_wake_id_idx" ON "execution"("workspace_id", "wake", "id") WHERE "mode" = 'queued' AND "status" IN ('queued', 'running');
