-- AlterTable
ALTER TABLE "workflow_version" ADD COLUMN     "error_workflow_id" UUID;

-- CreateTable
CREATE TABLE "error_run" (
    "execution_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "error_workflow_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),
    "run_id" UUID,
    "refused" TEXT,

    CONSTRAINT "error_run_pkey" PRIMARY KEY ("execution_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "error_run_run_id_key" ON "error_run"("run_id");

-- CreateIndex
CREATE INDEX "error_run_workspace_id_idx" ON "error_run"("workspace_id");

-- Partial: only rows that wait to be started.
-- CreateIndex
CREATE INDEX "error_run_created_at_idx" ON "error_run"("created_at") WHERE "settled_at" IS NULL;

-- Written by hand from here on; Prisma's schema language has no words for triggers.

-- A failed run of a numbered version that names an error workflow leaves a row, in the transaction that records its end:
-- the journal, a sweep, whoever ends it. Runs that succeed never come here: the conditions are on the triggers.
CREATE FUNCTION note_failed_execution() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO error_run (execution_id, workspace_id, error_workflow_id)
  SELECT NEW.id, NEW.workspace_id, v.error_workflow_id FROM workflow_version v
  WHERE v.id = NEW.version_id AND v.number IS NOT NULL AND v.error_workflow_id IS NOT NULL
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER execution_failed_at_once AFTER INSERT ON execution FOR EACH ROW
  WHEN (NEW.status IN ('error', 'timeout', 'crashed') AND NEW.parent_execution_id IS NULL AND NEW.trigger <> 'error')
  EXECUTE FUNCTION note_failed_execution();

CREATE TRIGGER execution_failed AFTER UPDATE OF status ON execution FOR EACH ROW
  WHEN (NEW.status IN ('error', 'timeout', 'crashed') AND OLD.status IS DISTINCT FROM NEW.status
    AND NEW.parent_execution_id IS NULL AND NEW.trigger <> 'error')
  EXECUTE FUNCTION note_failed_execution();
