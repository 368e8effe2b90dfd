import Type from 'typebox'
import { defaultPolicy } from '../decide/default-policy.ts'
import { otlpHeadersCharsMax } from '../deliver/otlp-headers.ts'
import { permissions } from '../keys/contract.ts'
import { globCharsMax, lessonNameCharsMax, overridesMax, splitAttributes } from '../sign/contract.ts'
import {
  choice,
  choiceField,
  choices,
  duration,
  endpoint,
  flag,
  integer,
  list,
  names,
  number,
  path,
  secretField,
  secretText,
  text,
  textField,
  url,
  urlField,
} from './option.ts'

const hour = 3_600_000
const signalsMax = 200

function glob(reason: string) {
  return Type.Optional(textField(globCharsMax, 'in which * stands for any characters; all when not given', reason))
}

/** Which findings a rule is about. */
const findingMatch = {
  signal: glob('The signal.'),
  agent: glob('The agent.'),
  locus: glob('The tool, model or guardrail; the agent where a finding is about the run as a whole.'),
}

/** Every option, described once: checking, documentation and the type of the configuration come from here. */
export const configSchema = Type.Object({
  otlp: Type.Object({
    grpc: Type.Object({
      endpoint: endpoint('127.0.0.1:4317', 'Where OTLP/gRPC is received. Port 0 picks a free one.'),
    }),
    http: Type.Object({
      endpoint: endpoint('127.0.0.1:4318', 'Where OTLP/HTTP is received. Port 0 picks a free one.'),
    }),
  }),
  api: Type.Object({
    endpoint: endpoint('127.0.0.1:4319', 'Where the API, the health checks and the metrics are served.'),
  }),
  store: Type.Object({
    path: text('promontory.db', 4096, 'file', 'The file of the embedded store. It is made when it is not there.'),
  }),
  redis: Type.Object({
    url: secretText(
      2048,
      'redis:// or rediss:// URL',
      'Selects the redis store, which any number of replicas share. Of a cluster, any of its nodes.',
    ),
    durability: choice(
      ['process', 'disk', 'replica'],
      'process',
      'What an acknowledged span survives: docs/operations.md says it word by word.',
    ),
    replicas: integer(
      1,
      { minimum: 1, maximum: 5 },
      'replicas',
      'How many replicas of Redis must have a write before it is acknowledged, with durability replica.',
    ),
  }),
  keys: list(
    {
      name: textField(64, 'letters, digits or . _ @ -', 'Says who asks, in reviews and logs.'),
      tenant: textField(64, 'letters, digits or . _ -', 'Whose runs it sends and sees.'),
      permissions: choices(permissions, 'What it may do. review includes read, admin everything.'),
      secret: Type.Optional(
        secretField(512, '16 to 512 visible ASCII characters', 'The key itself, or its hash as below.'),
      ),
      hash: Type.Optional(
        secretField(71, 'sha256: and 64 hex digits', 'The SHA-256 of the key, instead of the key itself.'),
      ),
    },
    1_000,
    'see below',
    'Bearer keys. Without any, only loopback is served, and everything is permitted there.',
  ),
  limits: Type.Object({
    tenant: Type.Object({
      bytesPerSecond: integer(
        5_000_000,
        { minimum: 1_000, maximum: 1e12 },
        'bytes a second',
        'What a tenant may send, inflated. Holds only where keys name tenants.',
      ),
      spansPerSecond: integer(
        5_000,
        { minimum: 1, maximum: 1e9 },
        'spans a second',
        'Spans and log records that a tenant may send. Holds only where keys name tenants.',
      ),
      newRunsPerSecond: integer(
        200,
        { minimum: 1, maximum: 1e9 },
        'runs a second',
        'Runs (traces) that a tenant may begin. Holds only where keys name tenants.',
      ),
      openRuns: integer(
        50_000,
        { minimum: 1, maximum: 1e9 },
        'runs',
        'Runs (traces) of a tenant that may be open at once. Holds only where keys name tenants.',
      ),
      burst: number(
        4,
        { minimum: 1, maximum: 3600 },
        'seconds',
        "How many seconds' worth a tenant that was silent may send at once.",
      ),
    }),
    process: Type.Object({
      loopLag: duration(
        '200ms',
        { minimum: 10, maximum: hour },
        'When the event loop runs later than this, senders are told to come again.',
      ),
      rssMebibytes: integer(
        448,
        { minimum: 128, maximum: 1_000_000 },
        'MiB',
        'When more memory than this is in use, or three quarters of the heap, one sender at a time is served.',
      ),
    }),
  }),
  sinks: Type.Object({
    stdout: Type.Object({
      enabled: flag(true, 'Events on standard output, one CloudEvent a line.'),
    }),
    file: Type.Object({
      path: path('Events are appended to this file, one CloudEvent a line.'),
    }),
    webhooks: list(
      {
        name: textField(64, 'letters, digits or . _ -', 'Names its place in the outbox: keep it when the URL changes.'),
        url: urlField('Where events are posted to.'),
        secret: secretField(128, 'whsec_ and base64', 'Signs each event (Standard Webhooks).'),
        previousSecret: Type.Optional(
          secretField(128, 'whsec_ and base64', 'Also signs, while receivers change over to the new one.'),
        ),
        allowPrivate: Type.Optional(flag(false, 'Whether http and private addresses may be posted to.')),
      },
      50,
      'see below',
      'Where events are posted to, each signed.',
    ),
    otlp: Type.Object({
      endpoint: url('Candidates are sent there as OTLP log records, over HTTP.'),
      allowPrivate: flag(false, 'Whether http and private addresses may be sent to.'),
      headers: secretText(
        otlpHeadersCharsMax,
        'name=value, separated by commas; values percent-encoded',
        'Sent along with every record, such as authorization=Bearer%20KEY. Never shown and never logged.',
      ),
    }),
  }),
  prices: Type.Object({
    path: path("The operator's own prices of models, asked before the bundled table."),
  }),
  telemetry: Type.Object({
    otlp: Type.Object({
      endpoint: url('Own traces go there over OTLP/gRPC; never to this service itself.', {
        alsoFrom: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      }),
    }),
    log: Type.Object({
      level: choice(
        ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
        'info',
        'What is logged, as JSON on standard error.',
        { alsoFrom: 'LOG_LEVEL' },
      ),
    }),
  }),
  run: Type.Object({
    settle: duration(
      '15s',
      { minimum: 0, maximum: hour },
      'How long to wait after a root span has ended: services flush their spans seconds apart.',
    ),
    idle: duration(
      '15m',
      { minimum: 100, maximum: 24 * hour },
      'How long a trace without a root may be silent before it is judged as it is: a long tool call is silent.',
    ),
  }),
  signals: Type.Object({
    shadow: names(
      signalsMax,
      'names of signals',
      'Signals that are tried out: counted and shown, raising nothing. They explain nothing away: what they would is raised in their place.',
    ),
    off: names(signalsMax, 'names of signals', 'Signals that do not run.'),
  }),
  lessons: Type.Object({
    split: list(
      {
        ...findingMatch,
        by: choiceField(splitAttributes, 'The attribute of the run that tells lessons apart.'),
      },
      overridesMax,
      'see below',
      'Findings whose lessons are told apart by an attribute. The first rule that matches counts.',
    ),
    map: list(
      {
        ...findingMatch,
        template: glob('The masked error text.'),
        lesson: textField(
          lessonNameCharsMax,
          'text',
          'The name of the lesson: findings of several agents may share it.',
        ),
      },
      overridesMax,
      'see below',
      'Findings that are of one lesson, whatever they say. The first rule that matches counts.',
    ),
  }),
  policy: Type.Object({
    windowDays: integer(
      defaultPolicy.windowDays,
      { minimum: 1, maximum: 90 },
      'days',
      'How far back a decision looks.',
    ),
    patterned: Type.Object({
      runsMin: integer(
        defaultPolicy.patterned.runsMin,
        { minimum: 1, maximum: 1_000_000 },
        'runs',
        'Fewer runs than these are no pattern yet.',
      ),
      sourcesMin: integer(
        defaultPolicy.patterned.sourcesMin,
        { minimum: 1, maximum: 10_000 },
        'sources',
        'Distinct users or sessions it must come from, where runs name one.',
      ),
      sourceShareMax: number(
        defaultPolicy.patterned.sourceShareMax,
        { minimum: 0, maximum: 1 },
        'share',
        'The largest share of the runs that one source may have: one noisy user is no pattern.',
      ),
      hoursMin: integer(
        defaultPolicy.patterned.hoursMin,
        { minimum: 1, maximum: 2160 },
        'hours',
        'Distinct hours it must be seen in, where runs name no source.',
      ),
    }),
    risk: Type.Object({
      scoreMin: number(
        defaultPolicy.risk.scoreMin,
        { minimum: 0, maximum: 1 },
        'score',
        'From this score on a lesson counts as risky.',
      ),
    }),
    cost: Type.Object({
      usdPerDay: number(
        defaultPolicy.cost.usdPerDay,
        { minimum: 0, maximum: 1e9 },
        'USD a day',
        'Excess cost that makes a lesson costly.',
      ),
      tokensPerDay: number(
        defaultPolicy.cost.tokensPerDay,
        { minimum: 0, maximum: 1e15 },
        'tokens a day',
        'Excess tokens that make a lesson costly.',
      ),
      secondsPerDay: number(
        defaultPolicy.cost.secondsPerDay,
        { minimum: 0, maximum: 1e9 },
        'seconds a day',
        'Excess time that makes a lesson costly.',
      ),
      callsPerDay: number(
        defaultPolicy.cost.callsPerDay,
        { minimum: 0, maximum: 1e9 },
        'calls a day',
        'Excess calls that make a lesson costly.',
      ),
    }),
  }),
})
