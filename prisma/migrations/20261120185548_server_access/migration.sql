-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "calls" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "limits" JSONB,
ADD COLUMN     "read_only" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "tools" JSONB;

-- CreateTable
CREATE TABLE "collection" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "access" TEXT NOT NULL DEFAULT 'key',
    "settings" JSONB NOT NULL DEFAULT '{"v":1}',
    "generation" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collection_member" (
    "collection_id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "names" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "collection_member_pkey" PRIMARY KEY ("collection_id","workflow_id")
);

-- CreateIndex
CREATE INDEX "collection_workspace_id_id_idx" ON "collection"("workspace_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "collection_workspace_id_slug_key" ON "collection"("workspace_id", "slug");

-- CreateIndex
CREATE INDEX "collection_member_workflow_id_idx" ON "collection_member"("workflow_id");

-- AddForeignKey
ALTER TABLE "collection" ADD CONSTRAINT "collection_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_member" ADD CONSTRAINT "collection_member_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_member" ADD CONSTRAINT "collection_member_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
