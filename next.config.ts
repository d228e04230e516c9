import type { NextConfig } from 'next';

/** On every answer, pages and files alike. The content security policy, which has a nonce, is made in `proxy.ts`. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
];

const config: NextConfig = {
  // Set by the supervisor, which keeps a build for each state of the sources (scripts/supervisor/web-build.ts).
  distDir: process.env.WEB_BUILD_DIR || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // Features that we do not use are off (design/security.md). Unoptimized images also close `/_next/image`.
  images: { unoptimized: true },
  // `npm test` runs tsc on its own; a build at a person's first start need not repeat it.
  typescript: { ignoreBuildErrors: true },
  headers: () => Promise.resolve([{ source: '/:path*', headers: securityHeaders }]),
  // Packages with native parts or their own files beside them stay outside the bundles.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    'bullmq',
    'ioredis',
    'isolated-vm',
    'pg',
    'pino',
    'prom-client',
    'rate-limiter-flexible',
  ],
};

export default config;
