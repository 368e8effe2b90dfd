import Type from 'typebox'
import { text } from '../fields.ts'
import { idParameter, none } from '../parameters.ts'
import { notFound, ok, route } from '../route.ts'
import { runData, runSchema } from '../shapes/run.ts'
import { stepData, stepSchema } from '../shapes/step.ts'
import { treeOrder } from '../tree-order.ts'

export const run = route({
  url: '/api/v1/runs/:runId',
  permission: 'read',
  summary: 'A run with its steps, what was found in it, and which signals could not judge it.',
  params: Type.Object({ runId: idParameter('The run id.') }),
  query: none,
  answer: Type.Object({
    ...runSchema.properties,
    steps: Type.Array(stepSchema, { description: 'A tree by parentId, each step followed by what is below it.' }),
    abstentions: Type.Array(
      Type.Object({ signal: text('The signal that could not judge.'), missing: text('The field that was not sent.') }),
      { description: 'Signals that could not judge this run.' },
    ),
  }),
  handle: async ({ params: { runId } }, { store, tenant }) => {
    const found = await store.runs.get(tenant, runId)
    if (found === null) return notFound('run')
    return ok({
      ...runData(found),
      steps: treeOrder(found.run.steps).map(({ step, depth }) => stepData(step, depth)),
      abstentions: found.abstentions.map(({ signal, missing }) => ({ signal, missing })),
    })
  },
})
