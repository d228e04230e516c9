-- AlterTable
ALTER TABLE "execution" ADD COLUMN     "caller" TEXT;
