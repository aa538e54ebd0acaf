# The Node version pinned in package.json: it runs the TypeScript sources directly.
FROM node:24.21.0-slim

# git 2.38 or later: trial merges use `git merge-tree --write-tree`.
RUN apt-get update \
  && apt-get install -y --no-install-recommends git ca-certificates \
  && rm -rf /var/lib/apt/lists/*

ENV NODE_ENV=production
WORKDIR /app

# Development dependencies are for the sandbox and the tests. The optional one is Node itself, which the image has.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

COPY src ./src

RUN mkdir /data && chown node:node /data
USER node
VOLUME /data

ENV HOST=0.0.0.0 PORT=3000 SWITCHYARD_DATA_DIR=/data LOG_FORMAT=json
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# Run node directly: npm does not forward signals.
CMD ["node", "src/main.ts"]
