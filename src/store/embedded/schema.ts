/**
 * All tables. Times are whole Unix milliseconds, flags 0 or 1, JSON is in `body` under its `format`. Amounts are kept in
 * whole small units (see count/units.ts) so that what was added can be taken back without a rest.
 */
export const schema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Gauges follow their rows by trigger; what was cut, late, unfed or lost only grows.
CREATE TABLE tallies (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

-- One row: numbers the changes of lessons, of all tenants.
CREATE TABLE changes (number INTEGER NOT NULL) STRICT;
INSERT INTO changes VALUES (0);

-- due_ms: when the trace may be claimed, the lease end while it is; null when nothing waits.
-- wanted_ms: when its chunks are due, whatever the lease. head: the trace it continues; always one that continues none.
-- Ids are never used twice: runs and sightings outlive their trace.
CREATE TABLE traces (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'quarantined')),
  due_ms INTEGER,
  wanted_ms INTEGER NOT NULL,
  leased INTEGER NOT NULL DEFAULT 0,
  again INTEGER NOT NULL DEFAULT 0,
  epoch INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  chunks INTEGER NOT NULL DEFAULT 0,
  analyzed INTEGER NOT NULL DEFAULT 0,
  spans INTEGER NOT NULL DEFAULT 0,
  facts INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  cut INTEGER NOT NULL DEFAULT 0,
  root_ended INTEGER NOT NULL DEFAULT 0,
  expired INTEGER NOT NULL DEFAULT 0,
  opened_ms INTEGER NOT NULL,
  first_received_ms INTEGER NOT NULL,
  last_received_ms INTEGER NOT NULL,
  committed_ms INTEGER,
  head INTEGER,
  no_run TEXT,
  failure TEXT,
  answered TEXT,
  UNIQUE (tenant, trace_id)
) STRICT;
CREATE INDEX traces_due ON traces (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX traces_of_head ON traces (head) WHERE head IS NOT NULL;
CREATE INDEX traces_with_facts ON traces (committed_ms) WHERE expired = 0;
CREATE INDEX traces_by_age ON traces (last_received_ms);

CREATE TRIGGER traces_added AFTER INSERT ON traces BEGIN
  INSERT INTO tallies VALUES (NEW.tenant, NEW.state, 1) ON CONFLICT DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER traces_moved AFTER UPDATE OF state ON traces WHEN OLD.state <> NEW.state BEGIN
  UPDATE tallies SET value = value - 1 WHERE tenant = NEW.tenant AND name = OLD.state;
  INSERT INTO tallies VALUES (NEW.tenant, NEW.state, 1) ON CONFLICT DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER traces_weighed AFTER UPDATE OF facts ON traces WHEN OLD.facts <> NEW.facts BEGIN
  INSERT INTO tallies VALUES (NEW.tenant, 'facts', NEW.facts - OLD.facts)
    ON CONFLICT DO UPDATE SET value = value + excluded.value;
END;
CREATE TRIGGER traces_dropped AFTER DELETE ON traces BEGIN
  UPDATE tallies SET value = value - 1 WHERE tenant = OLD.tenant AND name = OLD.state;
  UPDATE tallies SET value = value - OLD.facts WHERE tenant = OLD.tenant AND name = 'facts';
END;

-- One row per chunk: its facts, one JSON text a line. The digest makes a chunk that is sent again a no-op.
CREATE TABLE chunks (
  trace INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  digest BLOB NOT NULL,
  format INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (trace, digest)
) STRICT;

CREATE TABLE ledgers (trace INTEGER PRIMARY KEY, format INTEGER NOT NULL, body TEXT NOT NULL) STRICT;

-- Tool calls by fingerprint: issued in a trace and unanswered, or answered in a trace that did not issue them.
CREATE TABLE calls (
  tenant TEXT NOT NULL,
  call TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('pending', 'awaited')),
  trace INTEGER NOT NULL,
  PRIMARY KEY (tenant, call, side, trace)
) STRICT, WITHOUT ROWID;
CREATE INDEX calls_of_trace ON calls (trace);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  run_id TEXT NOT NULL,
  trace INTEGER NOT NULL,
  agent TEXT NOT NULL,
  outcome TEXT NOT NULL,
  counted_ms INTEGER NOT NULL,
  frozen INTEGER NOT NULL DEFAULT 0,
  format INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (tenant, run_id)
) STRICT;
CREATE INDEX runs_by_time ON runs (tenant, counted_ms, run_id);
CREATE INDEX runs_of_agent ON runs (tenant, agent, counted_ms);
CREATE TRIGGER runs_added AFTER INSERT ON runs BEGIN
  INSERT INTO tallies VALUES (NEW.tenant, 'runs', 1) ON CONFLICT DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER runs_dropped AFTER DELETE ON runs BEGIN
  UPDATE tallies SET value = value - 1 WHERE tenant = OLD.tenant AND name = 'runs';
END;

-- events: the last sequence that was given out.
CREATE TABLE tenants (
  tenant TEXT PRIMARY KEY,
  patterns INTEGER NOT NULL DEFAULT 0,
  events INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- agent: the service where the scope is service. runs, usd, risk: over the day buckets (refresh-pattern.ts). lesson: the one it is merged into, if it is. A pattern whose last run was taken back stays until its lesson is decided.
CREATE TABLE patterns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  signature TEXT NOT NULL,
  lesson TEXT NOT NULL,
  scope TEXT NOT NULL,
  agent TEXT NOT NULL,
  signal TEXT NOT NULL,
  bucket TEXT NOT NULL,
  locus TEXT NOT NULL,
  template TEXT NOT NULL,
  recovery TEXT NOT NULL,
  explanation TEXT NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  frozen_first_ms INTEGER,
  frozen_last_ms INTEGER,
  runs INTEGER NOT NULL DEFAULT 0,
  usd REAL NOT NULL DEFAULT 0,
  risk REAL NOT NULL DEFAULT 0,
  UNIQUE (tenant, signature)
) STRICT;
CREATE INDEX patterns_of_lesson ON patterns (tenant, lesson);

CREATE TABLE pattern_counts (
  pattern INTEGER NOT NULL,
  width_ms INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  usd REAL NOT NULL,
  tokens REAL NOT NULL,
  seconds REAL NOT NULL,
  calls REAL NOT NULL,
  approvals REAL NOT NULL,
  severity REAL NOT NULL,
  completeness REAL NOT NULL,
  PRIMARY KEY (pattern, width_ms, start_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX pattern_counts_by_age ON pattern_counts (width_ms, start_ms);

-- Runs of a bucket by what they have in common: bounded maps, the rest under the dimension's own remainder.
CREATE TABLE breakdowns (
  pattern INTEGER NOT NULL,
  width_ms INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  dimension TEXT NOT NULL,
  value TEXT NOT NULL,
  runs INTEGER NOT NULL,
  PRIMARY KEY (pattern, width_ms, start_ms, dimension, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX breakdowns_by_age ON breakdowns (width_ms, start_ms);

-- The denominators: runs of an agent, and of a service.
CREATE TABLE agent_counts (
  tenant TEXT NOT NULL,
  scope TEXT NOT NULL,
  agent TEXT NOT NULL,
  width_ms INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (tenant, scope, agent, width_ms, start_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_counts_by_age ON agent_counts (width_ms, start_ms);

-- Sketches of what healthy runs of a subject used in an hour (run/baseline-hour.ts), and which runs were fed into them: a
-- run is fed once, and its id is remembered for as long as its trace.
CREATE TABLE baselines (
  tenant TEXT NOT NULL,
  scope TEXT NOT NULL,
  subject TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  format INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (tenant, scope, subject, start_ms)
) STRICT;
CREATE INDEX baselines_by_age ON baselines (start_ms, tenant, scope);
CREATE TABLE fed_runs (
  tenant TEXT NOT NULL,
  run_id TEXT NOT NULL,
  trace INTEGER NOT NULL,
  PRIMARY KEY (tenant, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fed_runs_of_trace ON fed_runs (trace);

-- Which runs are counted in which pattern: what a taking-back goes by, and where exemplars come from.
-- frozen: the ledger is gone; only the latest few of these stay.
CREATE TABLE sightings (
  pattern INTEGER NOT NULL,
  trace INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  counted_ms INTEGER NOT NULL,
  frozen INTEGER NOT NULL DEFAULT 0,
  explanation TEXT NOT NULL,
  PRIMARY KEY (pattern, trace, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_time ON sightings (pattern, counted_ms, run_id);

-- dirty: the number of the change that first made it so since it was decided; null when it is decided.
CREATE TABLE lessons (
  tenant TEXT NOT NULL,
  lesson TEXT NOT NULL,
  version INTEGER NOT NULL,
  dirty INTEGER,
  sequence INTEGER NOT NULL DEFAULT 0,
  scorecard TEXT,
  verdict TEXT,
  decided TEXT,
  PRIMARY KEY (tenant, lesson)
) STRICT, WITHOUT ROWID;
CREATE INDEX lessons_dirty ON lessons (dirty) WHERE dirty IS NOT NULL;

-- Lessons that a reviewer merged into another one. head: always one that is not merged itself.
CREATE TABLE lesson_merges (
  tenant TEXT NOT NULL,
  lesson TEXT NOT NULL,
  head TEXT NOT NULL,
  PRIMARY KEY (tenant, lesson)
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_merges_of_head ON lesson_merges (tenant, head);

-- opened_runs: all runs of the lesson when it opened; told_runs: the candidate's runs in the last event.
-- wake_ms: when a snoozed one comes back; null when it does not by itself.
CREATE TABLE candidates (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  lesson TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  state TEXT NOT NULL,
  scope TEXT NOT NULL,
  agent TEXT NOT NULL,
  opened_ms INTEGER NOT NULL,
  opened_runs INTEGER NOT NULL,
  told_runs INTEGER NOT NULL,
  events INTEGER NOT NULL DEFAULT 0,
  wake_ms INTEGER,
  format INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX candidates_open ON candidates (tenant, lesson) WHERE state = 'open';
CREATE INDEX candidates_snoozed ON candidates (wake_ms) WHERE state = 'snoozed' AND wake_ms IS NOT NULL;
CREATE INDEX candidates_of_lesson ON candidates (tenant, lesson, sequence);
CREATE INDEX candidates_by_time ON candidates (tenant, opened_ms, id);

-- place: the order of writing over all tenants. sequence: the order of the tenant.
CREATE TABLE outbox (
  place INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  time_ms INTEGER NOT NULL,
  format INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (tenant, sequence)
) STRICT;
CREATE INDEX outbox_by_age ON outbox (time_ms);

-- Sinks that asked once. holder: who may tell it, until lease_ms.
CREATE TABLE sinks (
  sink TEXT PRIMARY KEY,
  holder TEXT,
  lease_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE sink_marks (
  sink TEXT NOT NULL,
  tenant TEXT NOT NULL,
  confirmed INTEGER NOT NULL,
  PRIMARY KEY (sink, tenant)
) STRICT, WITHOUT ROWID;

-- Events set aside for a sink. revived: pending again; handed: pending again, and the sink has been given it since.
CREATE TABLE dead_letters (
  sink TEXT NOT NULL,
  tenant TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('dead', 'revived', 'handed')),
  attempts INTEGER NOT NULL,
  reason TEXT NOT NULL,
  died_ms INTEGER NOT NULL,
  PRIMARY KEY (sink, tenant, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX dead_letters_of_event ON dead_letters (tenant, sequence);
`

/** Made where it is missing, also in a file of before: an index is no part of the format. */
export const laterIndexes = `
-- Those that give way at the cap, in their order, so that the first one is found without looking at the others.
CREATE INDEX IF NOT EXISTS patterns_giving_way ON patterns (tenant, first_seen_ms, signature) WHERE runs <= 1;
DROP INDEX IF EXISTS patterns_fleeting;
-- A trace may have thousands of runs: what is asked of one of them does not read the others.
CREATE INDEX IF NOT EXISTS runs_of_trace_by_id ON runs (trace, run_id);
DROP INDEX IF EXISTS runs_of_trace;
CREATE INDEX IF NOT EXISTS sightings_of_run ON sightings (trace, run_id);
DROP INDEX IF EXISTS sightings_of_trace;
`
