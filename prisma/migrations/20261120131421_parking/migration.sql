-- AlterTable
ALTER TABLE "effect" ADD COLUMN     "iteration" TEXT,
ADD COLUMN     "output" BYTEA,
ADD COLUMN     "settled" TEXT,
ADD COLUMN     "settled_by_id" UUID;

-- AlterTable
ALTER TABLE "execution" ADD COLUMN     "hops" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "parked" BYTEA,
ADD COLUMN     "root_execution_id" UUID,
ADD COLUMN     "step_count" INTEGER,
ADD COLUMN     "wake_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "approval" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "execution_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "approvers" TEXT[],
    "open" BOOLEAN NOT NULL,
    "content" BYTEA,
    "on_timeout" TEXT NOT NULL,
    "data" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "notified_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "answered_by_id" UUID,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "approval_workspace_id_id_idx" ON "approval"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "approval_status_created_at_idx" ON "approval"("status", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "approval_execution_id_step_id_key" ON "approval"("execution_id", "step_id");

-- Partial: of most runs these are null, and they are written too often to carry three more entries.
-- CreateIndex
CREATE INDEX "execution_parent_execution_id_idx" ON "execution"("parent_execution_id") WHERE "parent_execution_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "execution_root_execution_id_idx" ON "execution"("root_execution_id") WHERE "root_execution_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "execution_wake_at_idx" ON "execution"("wake_at") WHERE "wake_at" IS NOT NULL;
