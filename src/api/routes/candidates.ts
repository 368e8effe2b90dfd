import Type from 'typebox'
import { candidateStates } from '../../candidate/candidate.ts'
import { answerPage, listOf, pageQuery } from '../list.ts'
import { nameParameter, none } from '../parameters.ts'
import { route } from '../route.ts'
import { candidateSchema, candidateShown } from '../shapes/candidate.ts'

export const candidates = route({
  url: '/api/v1/candidates',
  permission: 'read',
  summary: 'Candidates with their scorecards, latest opened first.',
  params: none,
  query: Type.Object(
    {
      state: Type.Optional(Type.Enum(candidateStates, { description: 'Only candidates in this state.' })),
      agent: Type.Optional(nameParameter('Only candidates of this agent.')),
      ...pageQuery,
    },
    { additionalProperties: false },
  ),
  answer: listOf(candidateSchema),
  handle: async ({ query }, deps) => {
    const { cursor: _, ...filters } = query
    const asked = { ...filters, tenant: deps.tenant }
    const read = (from: { readonly cursor?: string }) => deps.store.candidates.list({ ...asked, ...from })
    return answerPage('candidates', query, deps, read, candidateShown)
  },
})
