import Type from 'typebox'
import { candidateParameter, none } from '../parameters.ts'
import { notFound, ok, route } from '../route.ts'
import { candidateSchema, candidateShown } from '../shapes/candidate.ts'

export const candidate = route({
  url: '/api/v1/candidates/:id',
  permission: 'read',
  summary: 'A candidate with its scorecard.',
  params: Type.Object({ id: candidateParameter('The candidate id.') }),
  query: none,
  answer: candidateSchema,
  handle: async ({ params: { id } }, { store, tenant }) => {
    const found = await store.candidates.get(tenant, id)
    return found === null ? notFound('candidate') : ok(candidateShown(found))
  },
})
