# Muster in a container. Give it the tokens as environment variables, muster.yaml at /app/muster.yaml, and a volume at /data:
#
#   docker build --tag muster .
#   docker run --env-file .env --volume ./muster.yaml:/app/muster.yaml:ro --volume muster-data:/data --publish 3000:3000 muster
#
# The port serves /livez, /readyz and /metrics, and in HTTP mode Slack's deliveries.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

# A start that gets no further than saying what it lacks (78), by the user and with the options of the last line: what Node compiled
# for it makes every later one shorter and 15 MB smaller.
FROM node:24-bookworm-slim AS compiled
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
RUN install --directory --owner=node --group=node node_modules/.cache
USER node
RUN node --max-semi-space-size=4 --heap-growing-percent=20 src/main.js || test $? -eq 78

FROM node:24-bookworm-slim
# MALLOC_* as `npm start`: left alone, glibc keeps twice the largest block that was ever freed, and a stock for each thread.
ENV NODE_ENV=production \
    DATABASE_URL=sqlite:/data/muster.db \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=2097152
WORKDIR /app
# The code belongs to root: the process can read it and not change it.
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json manifest.json ./
COPY src ./src
COPY --from=compiled --chmod=0755 /app/node_modules/.cache ./node_modules/.cache
RUN install --directory --owner=node --group=node --mode=0700 /data
VOLUME /data
USER node
EXPOSE 3000
# Asks whether the process lives, not whether Slack is reachable: starting anew would not help there. Probes for traffic ask /readyz.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Without npm or a shell in between, so that SIGTERM arrives.
# As `npm start`: left alone, V8 lets garbage grow to 150 MB under load before it collects, with 40 MB alive. Bounded, it collects sooner.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=20", "src/main.js"]
