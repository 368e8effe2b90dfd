import Type from 'typebox'
import { defaultPolicy } from '../decide/default-policy.ts'
import { duration, endpoint, integer, number, secretText, text } from './option.ts'

const hour = 3_600_000

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
      'Selects the redis store, which is not built yet: leave it unset.',
    ),
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
