-- CreateTable
CREATE TABLE "memory_entry" (
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memory_entry_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateTable
CREATE TABLE "memory_effect" (
    "workspace_id" UUID NOT NULL,
    "effect_key" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memory_effect_pkey" PRIMARY KEY ("workspace_id","effect_key")
);

-- CreateIndex
CREATE INDEX "memory_entry_expires_at_idx" ON "memory_entry"("expires_at");

-- CreateIndex
CREATE INDEX "memory_effect_created_at_idx" ON "memory_effect"("created_at");
