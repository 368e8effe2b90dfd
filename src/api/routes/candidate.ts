import Type from 'typebox'
import { candidateData } from '../../deliver/candidate-data.ts'
import { none } from '../parameters.ts'
import { notFound, ok, route } from '../route.ts'
import { candidateSchema } from '../shapes/candidate.ts'

export const candidate = route({
  url: '/api/v1/candidates/:id',
  summary: 'A candidate with its scorecard.',
  params: Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9]{1,64}$', description: 'The candidate id.' }) }),
  query: none,
  answer: candidateSchema,
  handle: async ({ params: { id } }, { store, tenant }) => {
    const found = await store.candidates.get(tenant, id)
    return found === null ? notFound('candidate') : ok(candidateData(found))
  },
})
