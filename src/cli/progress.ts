import type { Io } from './io.ts'

/** Tells how far long work has come, on standard error, so that what is printed stays what was asked for. */
export interface Progress {
  update(done: number, all: number, beside: string): void
  /** Call it before anything else is written there. */
  end(): void
}

const barWidth = 24

/** A bar that is written over where that can be done, else a plain line for every tenth of the work. */
export function startProgress(io: Pick<Io, 'note' | 'noteOverwrites'>, what: string): Progress {
  return io.noteOverwrites ? bar(io, what) : plainLines(io, what)
}

export const noProgress: Progress = { update: () => {}, end: () => {} }

function bar({ note }: Pick<Io, 'note'>, what: string): Progress {
  let drawn = ''
  return {
    update: (done, all, beside) => {
      const full = Math.round((barWidth * done) / Math.max(1, all))
      const line = `${what} ${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${done}/${all} ${beside}`
      if (line !== drawn) note(`\r\u001b[2K${line}`)
      drawn = line
    },
    end: () => {
      if (drawn !== '') note('\r\u001b[2K')
      drawn = ''
    },
  }
}

function plainLines({ note }: Pick<Io, 'note'>, what: string): Progress {
  let told = 0
  return {
    update: (done, all, beside) => {
      const tenth = Math.floor((10 * done) / Math.max(1, all))
      if (tenth <= told) return
      told = tenth
      note(`${what} ${done}/${all} ${beside}\n`)
    },
    end: () => {},
  }
}
