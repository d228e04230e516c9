-- CreateTable
CREATE TABLE "erasure" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "email" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "last_pass_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspace_export" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "size" BIGINT,
    "sha256" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "touched_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "workspace_export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "export_chunk" (
    "export_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "export_chunk_pkey" PRIMARY KEY ("export_id","attempt","seq")
);

-- An archive is compressed already.
ALTER TABLE "export_chunk" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- CreateIndex
CREATE UNIQUE INDEX "erasure_subject_id_key" ON "erasure"("subject_id");

-- CreateIndex
CREATE INDEX "workspace_export_workspace_id_id_idx" ON "workspace_export"("workspace_id", "id");

-- AddForeignKey
ALTER TABLE "workspace_export" ADD CONSTRAINT "workspace_export_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspace_export" ADD CONSTRAINT "workspace_export_requested_by_id_fkey" FOREIGN KEY ("requested_by_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "export_chunk" ADD CONSTRAINT "export_chunk_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "workspace_export"("id") ON DELETE CASCADE ON UPDATE CASCADE;
