-- AlterTable
ALTER TABLE "webhook" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'webhook';

-- AlterTable
ALTER TABLE "webhook_listener" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'webhook';
