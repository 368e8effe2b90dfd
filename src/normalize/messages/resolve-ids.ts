import type { AnswerPart, ApprovalPart, CallPart, Message, Part } from './message.ts'

/** What the input brought since the model last spoke, each answer and decision tied to the call it is about. */
export interface Tail {
  readonly answers: readonly AnswerPart[]
  readonly approvals: readonly ApprovalPart[]
  /** The messages themselves, for the user's text. */
  readonly messages: readonly Message[]
}

export function tailOf(input: readonly Message[]): Tail {
  const last = input.findLastIndex((message) => message.role === 'assistant')
  const messages = input.slice(last + 1)
  const asked = partsBefore(input, last)
  const parts = messages.flatMap((message) => message.parts)
  return {
    answers: tieAnswers(
      parts.filter((part) => part.kind === 'answer'),
      asked.filter((part) => part.kind === 'call'),
    ),
    approvals: tieApprovals(
      parts.filter((part) => part.kind === 'approval'),
      asked,
    ),
    messages,
  }
}

/** Parts of the assistant messages that stand directly before the tail; Responses items are a message each. */
function partsBefore(input: readonly Message[], last: number): readonly Part[] {
  let first = last
  while (first > 0 && input[first - 1]?.role === 'assistant') first -= 1
  return last < 0 ? [] : input.slice(first, last + 1).flatMap((message) => message.parts)
}

/** Answers without an id take the next unanswered call of their name, or the next one at all where names are missing. */
export function tieAnswers(answers: readonly AnswerPart[], calls: readonly CallPart[]): readonly AnswerPart[] {
  const taken = new Set(answers.flatMap((answer) => answer.id ?? []))
  const open = calls.filter((call) => call.id === null || !taken.has(call.id))
  return answers.map((answer) => {
    const named = calls.find((call) => call.id !== null && call.id === answer.id)
    if (answer.id !== null) return { ...answer, name: answer.name ?? named?.name ?? null }
    const index = open.findIndex((call) => answer.name === null || call.name === answer.name)
    const [call] = index < 0 ? [] : open.splice(index, 1)
    return call === undefined ? answer : { ...answer, id: call.id, name: answer.name ?? call.name }
  })
}

/** A request stands behind the call it is about; a decision names the request, or stands in its order. */
function tieApprovals(decisions: readonly ApprovalPart[], asked: readonly Part[]): readonly ApprovalPart[] {
  const requests = requestsIn(asked)
  const open = [...requests]
  return decisions.map((decision) => {
    if (decision.id !== null) return decision
    const byId = open.findIndex(({ approvalId }) => approvalId !== null && approvalId === decision.approvalId)
    const [request] = open.splice(Math.max(byId, 0), 1)
    return request === undefined ? decision : { ...decision, id: request.id, name: decision.name ?? request.name }
  })
}

export function requestsIn(parts: readonly Part[]): readonly ApprovalPart[] {
  const calls = parts.filter((part) => part.kind === 'call')
  return parts.flatMap((part, index) => {
    if (part.kind !== 'approval' || part.decision !== 'requested') return []
    const before = parts.slice(0, index).findLast((other) => other.kind === 'call')
    const call = part.id === null ? before : calls.find(({ id }) => id === part.id)
    return [{ ...part, id: part.id ?? call?.id ?? null, name: part.name ?? call?.name ?? null }]
  })
}
