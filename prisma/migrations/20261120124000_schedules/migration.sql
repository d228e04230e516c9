-- CreateTable
CREATE TABLE "schedule" (
    "workflow_id" UUID NOT NULL,
    "trigger_key" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "deployment_id" UUID NOT NULL,
    "cron" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "missed" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("workflow_id","trigger_key")
);

-- CreateIndex
CREATE INDEX "schedule_next_at_idx" ON "schedule"("next_at");

-- CreateIndex
CREATE INDEX "schedule_workspace_id_idx" ON "schedule"("workspace_id");

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
