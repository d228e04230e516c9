-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "execution_id" UUID NOT NULL,
    "caller" BYTEA NOT NULL,
    "client" BYTEA,
    "tool" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "task_execution_id_idx" ON "task"("execution_id");

-- CreateIndex
CREATE INDEX "task_expires_at_idx" ON "task"("expires_at");
