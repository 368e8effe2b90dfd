/**
 * Words that may stay in an error template: general English of error messages and of computing. A word belongs here when
 * it says how something failed, never what about. Left out on purpose: units (so that `30 s` and `30 seconds` fold alike),
 * words that are also common given names (`max`, `will`, `mark`, `may`), and every word of a business domain.
 */
export const vocabulary: ReadonlySet<string> = new Set(
  `
  a an the this that non these those it its is are was were be been being has have had having do does did done not no nor none
  neither and or but if then else when while because since until before after during of to in on at by for from with
  without within into onto over under between as than per via out off up again already yet still only also any all each
  every both either some more most less least too very so must should shall can could cannot would might need needs needed
  you your we our there here which what who how why where
  can't couldn't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't don't shouldn't mustn't

  error errors err exception exceptions failure failures fail failed fails failing fault fatal panic crash crashed crashes
  abort aborted aborting aborts cancel canceled canceling cancelled cancelling cancellation timeout timeouts timed time
  deadline exceeded exceeds exceed exceeding expire expired expires expiry invalid valid validation validate validated
  malformed corrupt corrupted corruption missing unknown unexpected unexpectedly expected expecting unsupported supported
  unimplemented implemented undefined null nil nan empty blank required requires require optional duplicate duplicated
  duplicates conflict conflicts conflicting exists exist existing nonexistent found find lookup located locate available
  unavailable unavailability reachable unreachable refused refuse refuses reset closed close closing open opened opening
  broken pipe hang hung socket network connection connections connect connected connecting disconnect disconnected host
  address dns resolve resolved resolving resolution route protocol tls ssl certificate handshake proxy gateway bad internal
  server servers client clients service services upstream downstream backend remote local endpoint request requests
  requested response responses respond responded reply http https status code codes errno method methods allowed allow
  disallowed forbidden unauthorized unauthorised authorized authorization authentication authenticate authenticated
  unauthenticated permission permissions permitted denied deny denies access privilege privileges insufficient credential
  credentials token tokens key keys api login session sessions quota quotas limit limits limited limiting rate throttle
  throttled throttling many few much overloaded overload capacity busy exhausted exhaustion resource resources memory disk
  space full heap overflow underflow storage size sizes large larger small smaller length lengths maximum minimum range
  bounds index indices offset count number numbers

  integer float string strings boolean bool array arrays list lists object objects dict dictionary map set tuple type types
  schema schemas format formatted parse parses parsing parser parsed syntax json xml yaml html csv utf encoding encode
  encoded decode decoded decoding serialize serialization serializable deserialize deserialization convert converted
  conversion cast coerce argument arguments parameter parameters param params input inputs output outputs value values field
  fields property properties attribute attributes column columns row rows table tables database query queries sql
  transaction transactions deadlock lock locked locks constraint constraints violation violations violates violated unique
  foreign primary file files directory directories path paths folder folders read reads write writes written writing reading
  readonly execute executed executing execution executable command commands process processes exit exited exits signal killed
  terminate terminated termination module modules import imports package packages dependency dependencies version versions
  mismatch mismatched match matched matches matching incompatible compatible deprecated function functions call calls called
  calling callback tool tools agent agents model models prompt prompts context window content filter filtered filtering policy
  policies safety unsafe blocked block blocks guardrail guardrails tripwire triggered moderation flagged rejection rejected
  reject rejects refusal approval approve approved interrupt interrupted interruption step steps turn turns iteration
  iterations recursion recursive depth loop retries retry retried retrying retryable attempt attempts attempted backoff stop
  stopped stopping condition conditions reached reach reaching hit hitting result results search searching item items record
  records entry entries id ids identifier name names data state states operation operations action actions task tasks job
  jobs queue queued message messages event events stream streams streaming chunk chunks buffer channel thread worker pool
  cache handler handle handled handling unhandled uncaught caught raise raised throw thrown throws return returned returns
  returning got get gets received receive receiving sent send sending provide provided provides providing pass passed given
  specified specify configure configured configuration config setting settings option options enable enabled disable
  disabled load loaded loading start started starting startup initialize initialized initialization create created creating
  update updated updating delete deleted deleting remove removed removing insert inserted fetch fetched fetching processed
  processing perform performed performing complete completed incomplete finish finished success successful successfully
  unsuccessful ok warning warnings info try trying tried later unable able unreadable unrecognized unrecognised impossible
  possible illegal improper incorrect incorrectly wrong correct ambiguous unresolved uninitialized assertion assert asserted
  zero division divide arithmetic negative positive outside inside same different other others another first last next
  previous new old current currently temporary temporarily permanent permanently maintenance down offline online ready
  pending running waiting healthy unhealthy default fallback reason reasons cause caused due detail details following
  contact support administrator help see check ensure verify verified verification make sure use used using usage instead
  answer answered answering run runs ran increase increased decrease terminal tripped redacted per unrecoverable manual manually
  responding explicit explicitly declared registered supply supplied matched change changed mean please such system unspecified user users device busy shutdown shutting
  restart restarted lost drop dropped skipped skip ignored ignore truncated truncate partial parent child node nodes edge graph
  cycle leaf root header headers body payload url uri media character characters byte line end eof position literal operator
  operand expression statement variable variables constant scope reference references referenced pointer segmentation
  instance class classes member subscript iterable callable hashable immutable mutable decorator async await promise future
  coroutine precondition entity unprocessable gone acceptable
  `
    .trim()
    .split(/\s+/),
)
