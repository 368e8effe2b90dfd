import type { AttributeMap } from '../span/attribute-value.ts'
import type { AgentFact, ServiceFact } from '../span/span-fact.ts'
import { textOf } from './data.ts'
import { nameOf } from './names.ts'
import type { Place } from './place.ts'
import { precedence } from './precedence.ts'
import type { SpanView } from './span-view.ts'
import { agentName } from './step-name.ts'

/** Who sent the span: mostly the resource; release and environment may stand on the span. */
export function serviceFact(view: SpanView): ServiceFact {
  const { resource } = view.origin
  return {
    name: nameOf(textOf(resource.get('service.name'))) ?? 'unknown_service',
    instanceId: nameOf(textOf(resource.get('service.instance.id'))),
    version: fromEither(view.attributes, resource, precedence.release),
    environment: fromEither(view.attributes, resource, precedence.env),
  }
}

function fromEither(attributes: AttributeMap, resource: AttributeMap, keys: readonly string[]): string | null {
  for (const key of keys) {
    const name = nameOf(textOf(attributes.get(key)) ?? textOf(resource.get(key)))
    if (name !== null) return name
  }
  return null
}

export function agentFact(view: SpanView, place: Place): AgentFact | null {
  const name = agentName(view, place)
  const id = nameOf(view.readText('agent.id') ?? textOf(view.origin.resource.get('gen_ai.main_agent.id')))
  const version = nameOf(view.readText('agent.version'))
  return name === null && id === null && version === null ? null : { name, id, version }
}
