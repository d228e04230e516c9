-- DropIndex
DROP INDEX "stored_value_execution_id_idx";

-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "variables" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "variable" ADD COLUMN     "hosts" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateIndex
CREATE UNIQUE INDEX "stored_value_execution_id_sha256_key" ON "stored_value"("execution_id", "sha256");
