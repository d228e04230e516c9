import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Features that we do not use are off (design/security.md).
  images: { unoptimized: true },
  // `npm test` runs tsc on its own; a build at a person's first start need not repeat it.
  typescript: { ignoreBuildErrors: true },
  // Packages with native parts or their own files beside them stay outside the bundles.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'bullmq',
    'ioredis',
    'pg',
    'pino',
    'prom-client',
  ],
};

export default config;
