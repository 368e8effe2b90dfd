import { readFile } from 'node:fs/promises'

/** CPU that a process has used in all its threads. */
export interface ProcessCpu {
  readonly userMs: number
  readonly systemMs: number
}

/** Linux counts in hundredths of a second, whatever the machine. */
const msPerTick = 10
/** Of what follows the name in /proc/PID/stat: proc(5), fields 14 and 15. */
const [utime, stime] = [11, 12] as const

export async function cpuMs(pid: number): Promise<ProcessCpu> {
  return cpuMsIn(await readFile(`/proc/${pid}/stat`, 'utf8'))
}

/** The name stands in parentheses and may hold anything, also spaces and parentheses. */
export function cpuMsIn(stat: string): ProcessCpu {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(fields[utime]), Number(fields[stime])]
  if (!Number.isSafeInteger(user) || !Number.isSafeInteger(system))
    throw new Error('expected the times of a process in /proc/PID/stat')
  return { userMs: user * msPerTick, systemMs: system * msPerTick }
}
