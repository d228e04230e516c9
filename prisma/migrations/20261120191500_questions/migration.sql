-- AlterTable
ALTER TABLE "approval" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'approval';

-- CreateTable
CREATE TABLE "mcp_call" (
    "execution_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "state" TEXT,
    "answer" BYTEA,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mcp_call_pkey" PRIMARY KEY ("execution_id")
);

-- CreateIndex
CREATE INDEX "mcp_call_expires_at_idx" ON "mcp_call"("expires_at");
