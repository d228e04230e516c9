-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "contract" JSONB,
ADD COLUMN     "prompts" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "resources" JSONB NOT NULL DEFAULT '[]';
