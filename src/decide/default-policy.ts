import type { Policy } from './policy.ts'

/** The policy that needs no file. Every number has its reason; a file or a reviewer's experience may know better. */
export const defaultPolicy: Policy = {
  // A lesson of one run every ten days still adds up to three; what was fixed a month ago no longer speaks.
  windowDays: 30,
  // A new signal is put there by whoever tries it out.
  shadow: new Set(),
  // The other letters are not judged yet: requiring one would promote nothing.
  required: new Map(),
  patterned: {
    // Once is chance, twice coincidence; few enough that a small deployment is heard on its first day.
    runsMin: 3,
    // Two people can share one odd set-up; three seldom do.
    sourcesMin: 3,
    // Above half it is that source's problem, or its attack, rather than the agent's.
    sourceShareMax: 0.5,
    // Agents without user and session are often young and run in bursts: three runs within an hour may speak.
    hoursMin: 1,
  },
  // The typical run either failed more often than not, or its weakness was a serious one.
  risk: {
    scoreMin: 0.5,
    // A run that carries the risk in every case scores its weight. Touching a sensitive tool makes a weakness worse but
    // is ordinary work by itself, so alone it stays under the threshold; an abandoned run may only have lost its tail.
    weights: {
      run_failed: 0.9,
      run_abandoned: 0.7,
      sensitive_tool: 0.4,
      guardrail: 0.8,
      approval: 0.6,
      evaluation_failed: 0.8,
      negative_feedback: 0.8,
    },
  },
  cost: {
    // Some 30 USD a month: about what the hour of a person costs who looks into it.
    usdPerDay: 1,
    // A few hundred ordinary model calls' worth of input where no price is known.
    tokensPerDay: 50_000,
    // Ten minutes of somebody waiting, every day.
    secondsPerDay: 600,
    // Calls that downstream systems and their quotas had to carry for nothing.
    callsPerDay: 50,
  },
}
