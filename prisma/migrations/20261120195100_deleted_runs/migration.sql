-- CreateTable
CREATE TABLE "deleted_run" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,

    CONSTRAINT "deleted_run_pkey" PRIMARY KEY ("workspace_id","id")
);
