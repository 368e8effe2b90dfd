FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

COPY proto ./proto
COPY src ./src

# The store: one file with its log, kept apart from the image.
RUN mkdir /data && chown node:node /data
ENV STORE_PATH=/data/promontory.db
VOLUME /data
USER node

# The allocator would keep an arena for every thread, and hardly give any of it back.
ENV MALLOC_ARENA_MAX=2

# Without keys only loopback is served, so no port is exposed: the container shares the network namespace of the agent or
# Collector that sends to it (see deploy/).
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://' + (process.env.API_ENDPOINT || '127.0.0.1:4319') + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# The same bounds as `npm start`: below what deploy/ gives the container, threads and buffers included.
CMD ["node", "--max-old-space-size=384", "--max-semi-space-size=4", "src/main.ts", "serve"]
