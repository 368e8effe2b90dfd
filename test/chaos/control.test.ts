import { expect, it } from 'vitest'
import { startControl } from '../../bench/chaos/control.ts'

it('answers until it is stopped, also while a connection is kept', async () => {
  const control = await startControl()
  const answers = await Promise.all([fetch(control.url), fetch(control.url)])
  expect(answers.map(({ ok }) => ok)).toEqual([true, true])
  await control.stop()
  await expect(fetch(control.url)).rejects.toThrow()
})
