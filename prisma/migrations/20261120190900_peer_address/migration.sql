-- AlterTable
ALTER TABLE "process_heartbeat" ADD COLUMN "peer_address" TEXT;
