/** The samples of an exposition, by name and labels as written. Throws on a line that is none. */
export function samplesOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const match = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line)
      if (match === null) throw new Error(`no sample: ${line}`)
      return [match[1] ?? '', Number(match[2])]
    }),
  )
}
