import type { ModelFact } from '../span/span-fact.ts'
import { finishReason } from './finish-reason.ts'
import { nameOf } from './names.ts'
import { isContainer, type Place } from './place.ts'
import { providerOf } from './provider.ts'
import type { SpanView } from './span-view.ts'
import { noTokens, tokensOf } from './tokens.ts'

/**
 * What a model call used. Spans above the calls repeat sums of tokens and cost; of them only the model and how it
 * finished are kept. Embedding calls have tokens too.
 */
export function modelFact(view: SpanView, place: Place, serviceName: string): ModelFact | null {
  const leaf = place.kind === 'llm' || isEmbedding(view, place)
  const finish = finishReason(view)
  if (!leaf && (!isContainer(place) || finish === null)) return null
  const requested = nameOf(view.readText('model.requested'))
  const used = nameOf(view.readText('model.used'))
  return {
    provider: providerOf(view, serviceName, used ?? requested),
    requested,
    used,
    tokens: leaf ? tokensOf(view) : noTokens,
    costUsd: leaf ? cost(view) : null,
    finish,
    responseId: leaf ? nameOf(view.readText('response.id')) : null,
  }
}

function isEmbedding(view: SpanView, place: Place): boolean {
  return (
    place.kind === 'other' &&
    place.role === 'leaf' &&
    view.read('tok.input') !== null &&
    view.read('model.requested') !== null
  )
}

function cost(view: SpanView): number | null {
  const usd = view.readNumber('cost.usd')
  return usd === null || usd < 0 ? null : usd
}
