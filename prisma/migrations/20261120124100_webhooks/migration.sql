-- CreateTable
CREATE TABLE "webhook" (
    "workflow_id" UUID NOT NULL,
    "trigger_key" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "deployment_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "method" TEXT NOT NULL,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("workflow_id","trigger_key")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "workflow_id" UUID NOT NULL,
    "trigger_key" TEXT NOT NULL,
    "delivery" BYTEA NOT NULL,
    "workspace_id" UUID NOT NULL,
    "execution_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("workflow_id","trigger_key","delivery")
);

-- CreateTable
CREATE TABLE "webhook_listener" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "node_id" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "config" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "received" BYTEA,
    "received_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_listener_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_workspace_id_path_idx" ON "webhook"("workspace_id", "path");

-- CreateIndex
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_workspace_id_idx" ON "webhook_delivery"("workspace_id");

-- CreateIndex
CREATE INDEX "webhook_listener_workspace_id_path_idx" ON "webhook_listener"("workspace_id", "path");

-- CreateIndex
CREATE INDEX "webhook_listener_expires_at_idx" ON "webhook_listener"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_listener_workflow_id_node_id_key" ON "webhook_listener"("workflow_id", "node_id");

-- AddForeignKey
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_listener" ADD CONSTRAINT "webhook_listener_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
