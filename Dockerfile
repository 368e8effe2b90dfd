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

# Without keys only loopback is served, so no port is exposed: the container shares the network namespace of the agent or
# Collector that sends to it (see deploy/).
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://' + (process.env.API_ENDPOINT || '127.0.0.1:4319') + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "src/main.ts", "serve"]
