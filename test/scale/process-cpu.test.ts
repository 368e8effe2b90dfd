import { expect, it } from 'vitest'
import { cpuMs, cpuMsIn } from '../../bench/scale/process-cpu.ts'

it('reads user and system time of a process, whatever its name holds', () => {
  const rest = 'S 1 2 3 0 -1 4194560 5 6 7 8 125 25 0 0 20 0 11 0 99'
  expect(cpuMsIn(`4711 (node) ${rest}`)).toEqual({ userMs: 1250, systemMs: 250 })
  expect(cpuMsIn(`4711 (a (b) 9 9) ${rest}`)).toEqual({ userMs: 1250, systemMs: 250 })
})

it('refuses what tells no times', () => {
  expect(() => cpuMsIn('4711 (node) S 1 2')).toThrow('expected the times of a process')
})

it('counts what this process uses', async () => {
  const { userMs, systemMs } = await cpuMs(process.pid)
  expect(userMs + systemMs).toBeGreaterThan(0)
})
