-- CreateTable
CREATE TABLE "workspace_quota" (
    "workspace_id" UUID NOT NULL,
    "executions_per_day" INTEGER,
    "storage_bytes" BIGINT,
    "servers" INTEGER,
    "members" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_quota_pkey" PRIMARY KEY ("workspace_id")
);

-- AddForeignKey
ALTER TABLE "workspace_quota" ADD CONSTRAINT "workspace_quota_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
