import { mask } from './masking-rules.ts'
import { vocabulary } from './vocabulary.ts'

const identifierCharsMax = 64

/** Codes of system calls, from POSIX errno and the resolver. A list, because many a name in capitals starts with E too. */
const systemCodes: ReadonlySet<string> = new Set(
  `EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EAI_AGAIN EALREADY EBADF EBUSY ECANCELED ECONNABORTED ECONNREFUSED ECONNRESET
  EDEADLK EDESTADDRREQ EDQUOT EEXIST EFAULT EFBIG EHOSTDOWN EHOSTUNREACH EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR
  ELOOP EMFILE EMLINK EMSGSIZE ENAMETOOLONG ENETDOWN ENETRESET ENETUNREACH ENFILE ENOBUFS ENODATA ENODEV ENOENT ENOEXEC
  ENOLCK ENOMEM ENOPROTOOPT ENOSPC ENOSYS ENOTCONN ENOTDIR ENOTEMPTY ENOTFOUND ENOTSOCK ENOTSUP ENXIO EOPNOTSUPP EOVERFLOW
  EPERM EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE EROFS ESOCKETTIMEDOUT ESPIPE ESRCH ESTALE ETIME ETIMEDOUT ETXTBSY
  EWOULDBLOCK EXDEV SIGABRT SIGHUP SIGILL SIGINT SIGKILL SIGPIPE SIGSEGV SIGTERM OOM`
    .trim()
    .split(/\s+/),
)

/** Worth keeping out of a compound whose other parts are content: `<*> not found`, `<*> unavailable`. */
const failureWords: ReadonlySet<string> = new Set(
  `not found invalid missing unavailable unreachable failed failure error timeout exceeded denied expired refused rejected
  conflict exhausted disabled locked unknown unsupported unauthorized forbidden duplicate overloaded closed cancelled`
    .trim()
    .split(/\s+/),
)

const statusCode = /^(?:4(?:0\d|1[0-8]|2[1-689]|31|51)|5(?:0[0-8]|1[01]|2\d))$/
const rpcCode = /^-32\d{3}$/
const announcesCode = /(?:http|status|code|error|errno|exception|returned|response|responded):?$/i
const announcesExit = /^(?:code|status):?$/
const exitCode = /^\d{1,3}$/
const className = /^[A-Z][A-Za-z0-9_]*$/
const classSuffix =
  /[a-z](?:Error|Exception|Interrupt|Exceeded|Timeout|Failure|Fault|Warning|Rejection|Refusal|Cancelled)$/

/**
 * What of one word may stay, as one or more words of the template: an error code (with what announces it before it), a
 * class name, or words of the vocabulary. `kept` is what the template has so far; deciding on it and not on the raw
 * text makes masking twice the same as masking once.
 */
export function survivors(word: string, kept: readonly string[]): readonly string[] {
  if (word.length > identifierCharsMax) return [mask]
  if (isCode(word, kept)) return [word]
  if (vocabulary.has(word.toLowerCase())) return [word.toLowerCase()]
  const parts = word.split('.').filter((part) => part !== '')
  if (parts.length > 1) return dotted(parts)
  if (isClassName(word)) return [word]
  return compound(word)
}

function isCode(word: string, kept: readonly string[]): boolean {
  if (systemCodes.has(word) || rpcCode.test(word)) return true
  const before = kept.at(-1)
  if (statusCode.test(word)) return before === undefined || announcesCode.test(before)
  return exitCode.test(word) && before !== undefined && announcesExit.test(before) && isExit(kept.at(-2))
}

function isExit(word: string | undefined): boolean {
  return word === 'exit' || word === 'exited'
}

function isClassName(word: string): boolean {
  return className.test(word) && classSuffix.test(word) && word.replace(/\D/g, '').length <= 2
}

/** `package.module.FooError` keeps its class; words that a full stop joins stay words; hosts and files do not. */
function dotted(parts: readonly string[]): readonly string[] {
  const last = parts.at(-1) ?? ''
  if (isClassName(last)) return [last]
  return parts.every(isKnown) ? parts.map((part) => part.toLowerCase()) : [mask]
}

/** `not_found`, `rate-limit`, `invalidRequest`: whole when every part is known, else what it says of a failure. */
function compound(word: string): readonly string[] {
  const parts = word.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2').split(/[_$-]+/)
  if (parts.length === 1) return [mask]
  if (parts.every(isKnown)) return [parts.join('_').toLowerCase()]
  return parts.map((part) => (failureWords.has(part.toLowerCase()) ? part.toLowerCase() : mask))
}

/** A single letter inside a compound is more likely a piece of an id than the article. */
function isKnown(part: string): boolean {
  return part.length > 1 && vocabulary.has(part.toLowerCase())
}
