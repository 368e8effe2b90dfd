/**
 * Brings a file of the previous format to this one, in the transaction that it is handed: after a crash the file is of
 * either format, never between. The SQL is that of the formats as they were, so a later format changes nothing here.
 */
import type { Candidate } from '../../candidate/candidate.ts'
import type { Excess } from '../../finding/finding.ts'
import type { RunContribution } from '../../pattern/contribution.ts'
import type { EventDraft } from '../candidate-row.ts'
import type { RunRecord } from '../contract.ts'
import type { Database, Row } from './database.ts'
import { integer, text } from './rows.ts'

/** The oldest format that can be brought up. */
export const oldestFormat = 2

export function migrate(database: Database, format: number): void {
  if (format === 2) from2to3(database)
}

/**
 * 3: tallies, outbox and confirmations per tenant; leases of sinks; patterns and denominators by scope; baselines per
 * subject; approvals among the excess. Sequences of events stay what they were. What was tallied of all tenants together
 * stays under no tenant. Services are counted from now on: of the runs before, none is known.
 */
function from2to3(database: Database): void {
  database.exec(tables3)
  rewrite(database, 'ledgers', 'trace', (ledger: readonly RunContribution[]) => ledger.map(contribution3))
  rewrite(database, 'runs', 'id', run3)
  rewrite(database, 'candidates', 'id', candidate3)
  rewrite(database, 'outbox', 'place', event3)
  database.run(`UPDATE meta SET value = '3' WHERE name = 'format'`)
}

const tables3 = `
DROP TRIGGER traces_added; DROP TRIGGER traces_moved; DROP TRIGGER traces_weighed; DROP TRIGGER traces_dropped;
DROP TRIGGER runs_added; DROP TRIGGER runs_dropped;

CREATE TABLE changes (number INTEGER NOT NULL) STRICT;
INSERT INTO changes SELECT value FROM tallies WHERE name = 'changes';

ALTER TABLE tallies RENAME TO tallies_2;
CREATE TABLE tallies (
  tenant TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies SELECT tenant, state, count(*) FROM traces GROUP BY tenant, state;
INSERT INTO tallies SELECT tenant, 'facts', sum(facts) FROM traces GROUP BY tenant;
INSERT INTO tallies SELECT tenant, 'runs', count(*) FROM runs GROUP BY tenant;
INSERT INTO tallies SELECT tenant, 'overflow_runs', overflow_runs FROM tenants WHERE overflow_runs > 0;
INSERT INTO tallies SELECT '', name, value FROM tallies_2
  WHERE name IN ('cut_facts', 'late_facts', 'unfed_runs', 'lost_events', 'lost_dead_letters') AND value > 0;
DROP TABLE tallies_2;

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
CREATE TRIGGER runs_added AFTER INSERT ON runs BEGIN
  INSERT INTO tallies VALUES (NEW.tenant, 'runs', 1) ON CONFLICT DO UPDATE SET value = value + 1;
END;
CREATE TRIGGER runs_dropped AFTER DELETE ON runs BEGIN
  UPDATE tallies SET value = value - 1 WHERE tenant = OLD.tenant AND name = 'runs';
END;

ALTER TABLE patterns ADD COLUMN scope TEXT NOT NULL DEFAULT 'agent';
ALTER TABLE candidates ADD COLUMN scope TEXT NOT NULL DEFAULT 'agent';
ALTER TABLE pattern_counts ADD COLUMN approvals REAL NOT NULL DEFAULT 0;

ALTER TABLE agent_counts RENAME TO agent_counts_2;
CREATE TABLE agent_counts (
  tenant TEXT NOT NULL, scope TEXT NOT NULL, agent TEXT NOT NULL, width_ms INTEGER NOT NULL, start_ms INTEGER NOT NULL,
  runs INTEGER NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (tenant, scope, agent, width_ms, start_ms)
) STRICT, WITHOUT ROWID;
INSERT INTO agent_counts SELECT tenant, 'agent', agent, width_ms, start_ms, runs, failed FROM agent_counts_2;
DROP TABLE agent_counts_2;
CREATE INDEX agent_counts_by_age ON agent_counts (width_ms, start_ms);

ALTER TABLE baselines RENAME TO baselines_2;
CREATE TABLE baselines (
  tenant TEXT NOT NULL, scope TEXT NOT NULL, subject TEXT NOT NULL, start_ms INTEGER NOT NULL,
  format INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (tenant, scope, subject, start_ms)
) STRICT;
INSERT INTO baselines SELECT tenant, 'agent', agent, start_ms, 2, body FROM baselines_2;
DROP TABLE baselines_2;
CREATE INDEX baselines_by_age ON baselines (start_ms, tenant, scope);

DROP INDEX outbox_of_tenant;
ALTER TABLE outbox RENAME TO outbox_2;
CREATE TABLE outbox (
  place INTEGER PRIMARY KEY, tenant TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
  time_ms INTEGER NOT NULL, format INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (tenant, sequence)
) STRICT;
INSERT INTO outbox SELECT sequence, tenant, sequence, id, time_ms, format, body FROM outbox_2;
CREATE INDEX outbox_by_age ON outbox (time_ms);

ALTER TABLE tenants DROP COLUMN overflow_runs;
ALTER TABLE tenants ADD COLUMN events INTEGER NOT NULL DEFAULT 0;
INSERT OR IGNORE INTO tenants (tenant) SELECT DISTINCT tenant FROM candidates;
UPDATE tenants SET events = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox_2'), 0)
  WHERE tenant IN (SELECT tenant FROM candidates);

ALTER TABLE sinks RENAME TO sinks_2;
CREATE TABLE sinks (sink TEXT PRIMARY KEY, holder TEXT, lease_ms INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE sink_marks (
  sink TEXT NOT NULL, tenant TEXT NOT NULL, confirmed INTEGER NOT NULL, PRIMARY KEY (sink, tenant)
) STRICT, WITHOUT ROWID;
INSERT INTO sinks (sink) SELECT sink FROM sinks_2;
INSERT INTO sink_marks SELECT sink, tenant, confirmed FROM sinks_2, tenants WHERE events > 0;
DROP TABLE sinks_2;

DROP INDEX dead_letters_of_event;
ALTER TABLE dead_letters RENAME TO dead_letters_2;
CREATE TABLE dead_letters (
  sink TEXT NOT NULL, tenant TEXT NOT NULL, sequence INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('dead', 'revived', 'handed')),
  attempts INTEGER NOT NULL, reason TEXT NOT NULL, died_ms INTEGER NOT NULL, PRIMARY KEY (sink, tenant, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO dead_letters
  SELECT d.sink, o.tenant, d.sequence, d.state, d.attempts, d.reason, d.died_ms
  FROM dead_letters_2 AS d JOIN outbox_2 AS o USING (sequence);
DROP TABLE dead_letters_2;
DROP TABLE outbox_2;
CREATE INDEX dead_letters_of_event ON dead_letters (tenant, sequence);
`

const rowsAtOnce = 200

/** Rewrites every body of a table, a few rows in memory at a time. */
function rewrite<T>(database: Database, table: BodyTable, key: string, upgrade: (body: T) => T): void {
  let after: string | number | null = null
  for (;;) {
    const rows: readonly Row[] = database.all(
      `SELECT ${key} AS key, body FROM ${table} WHERE ?1 IS NULL OR ${key} > ?1 ORDER BY ${key} LIMIT ${rowsAtOnce}`,
      after,
    )
    for (const row of rows) {
      after = keyOf(row)
      const body = JSON.stringify(upgrade(JSON.parse(text(row, 'body'))))
      database.run(`UPDATE ${table} SET format = 2, body = ? WHERE ${key} = ?`, body, after)
    }
    if (rows.length < rowsAtOnce) return
  }
}

type BodyTable = 'ledgers' | 'runs' | 'candidates' | 'outbox'

function keyOf(row: Row): string | number {
  return typeof row.key === 'string' ? row.key : integer(row, 'key')
}

/** No service is known of it, so it counts under none. */
function contribution3(run: RunContribution): RunContribution {
  const patterns = run.patterns.map((pattern) => ({ ...pattern, ...excess3(pattern), scope: 'agent' as const }))
  return { ...run, agentVersion: null, service: '', measures: null, patterns }
}

function run3(record: RunRecord): RunRecord {
  const findings = record.findings.map((finding) => ({
    ...{ ...finding, ...excess3(finding) },
    severityParts: [{ reason: 'base', value: finding.severity }],
  }))
  return { ...record, findings }
}

function candidate3(candidate: Candidate): Candidate {
  return { ...candidate, ...excess3(candidate), scope: 'agent' }
}

function event3(event: EventDraft): EventDraft {
  return { ...event, candidate: candidate3(event.candidate) }
}

function excess3({ excess }: { readonly excess: Excess }): { readonly excess: Excess } {
  return { excess: { ...excess, approvals: 0 } }
}
