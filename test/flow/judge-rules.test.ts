import { describe, expect, it } from 'vitest'
import { signals } from '../../src/detect/signals.ts'
import { type JudgeRules, judgeTrace, noRules } from '../../src/flow/judge-trace.ts'
import type { SplitRule } from '../../src/sign/contract.ts'
import { stormFacts } from './storm-facts.ts'

async function judged(rules: Partial<JudgeRules>, more: Parameters<typeof stormFacts>[0] = {}) {
  const trace = { tenant: 'default', traceId: 't', facts: stormFacts(more), continuations: [], cutFacts: 0 }
  const deps = { price: () => null, usual: async () => null, rules: { ...noRules, ...rules } }
  const { runs, ledger } = await judgeTrace({ ...trace, lastReceivedMs: 1000 }, deps)
  const patterns = ledger.flatMap((run) => run.patterns)
  return { findings: runs.flatMap((run) => run.findings), patterns }
}

const shadow = (...names: readonly string[]) => ({ signals: { off: [], shadow: names } })
const namesOf = (items: readonly { readonly signal: string }[]) => items.map(({ signal }) => signal)

describe('judging under the rules of an operator', () => {
  it('a signal that is off finds nothing and hides nothing', async () => {
    expect(namesOf((await judged({})).findings)).toEqual(['retry_storm'])
    const { findings, patterns } = await judged({ signals: { off: ['retry_storm'], shadow: [] } })
    expect(namesOf(findings)).toContain('tool_error')
    expect(namesOf([...findings, ...patterns])).not.toContain('retry_storm')
  })

  it('a signal in shadow is counted and shown as such, and hides nothing', async () => {
    const { findings, patterns } = await judged(shadow('retry_storm'))
    expect(findings.find(({ signal }) => signal === 'retry_storm')).toMatchObject({ shadow: true })
    expect(namesOf(patterns)).toContain('retry_storm')
    const off = await judged({ signals: { off: ['retry_storm'], shadow: [] } })
    expect(findings.filter((finding) => finding.shadow === undefined)).toEqual(off.findings)
  })

  it('a run is not weak by what runs in shadow', async () => {
    const { patterns } = await judged(shadow(...signals.map(({ name }) => name)))
    expect(namesOf(patterns)).toContain('retry_storm')
    expect(patterns.filter(({ risks }) => risks.includes('weak_run'))).toEqual([])
  })

  it('what is about the run as a whole is counted once more over its service, and is one lesson for all its agents', async () => {
    const rules = { signals: { off: ['retry_storm'], shadow: [] } }
    const over = async (agent: string) => {
      const { findings, patterns } = await judged(rules, { agent })
      expect(findings.some(({ locus }) => locus === 'shop')).toBe(false)
      return patterns.filter(({ scope }) => scope === 'service')
    }
    const [helper, writer] = [await over('helper'), await over('writer')]
    expect(helper.length).toBeGreaterThan(0)
    expect(writer.map(({ lesson }) => lesson)).toEqual(helper.map(({ lesson }) => lesson))
    expect(helper.map(({ trajectory, locus }) => [trajectory, locus])[0]).toEqual(['helper', 'shop'])
    expect(writer[0]?.trajectory).toBe('writer')
  })

  it('a rule about an agent also splits what is counted over its service', async () => {
    const split = (by: SplitRule['by']) => ({
      signals: { off: ['retry_storm'], shadow: [] },
      lessons: { split: [{ agent: 'helper', by }], map: [] },
    })
    const lessons = async (release: string) =>
      (await judged(split('release'), { release })).patterns.map(({ scope, lesson }) => `${scope} ${lesson}`)
    const [one, other] = [await lessons('1.0'), await lessons('2.0')]
    expect(one.some((lesson) => lesson.startsWith('service'))).toBe(true)
    expect(one.filter((lesson) => other.includes(lesson))).toEqual([])
    expect(await lessons('1.0')).toEqual(one)
  })
})
