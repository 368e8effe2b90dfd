import { expect, it } from 'vitest'
import { crashPoints } from '../../bench/chaos/crash-points.ts'

const names = new Map([
  ['aa', 'commit'],
  ['bb', 'claim'],
])

function passing(ordinals: readonly number[]) {
  const points = crashPoints(names, ordinals)
  const pass = (moment: 'before' | 'after', script: string | null, may = true) =>
    points.isHere(moment, { name: 'EVALSHA', script }, may)
  return { points, pass }
}

it('says once for each script, moment and ordinal that somebody dies', () => {
  const { points, pass } = passing([1, 3])
  expect(['aa', 'aa', 'aa', 'aa'].map((sha) => pass('before', sha))).toEqual([true, false, true, false])
  expect([pass('after', 'aa'), pass('before', 'bb'), pass('before', 'cc'), pass('before', null)]).toEqual([
    ...[true, true, false, false],
  ])
  expect(points.met()).toEqual(['commit before 1', 'commit before 3', 'commit after 1', 'claim before 1'])
  expect(points.left()).toEqual(['commit after 3', 'claim before 3', 'claim after 1', 'claim after 3'])
})

it('keeps a point for the next passage while nobody may die', () => {
  const { points, pass } = passing([2])
  expect([pass('after', 'bb'), pass('after', 'bb', false), pass('after', 'bb', false), pass('after', 'bb')]).toEqual([
    ...[false, false, false, true],
  ])
  expect(points.met()).toEqual(['claim after 2'])
})
