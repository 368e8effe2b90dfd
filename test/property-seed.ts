/**
 * Property tests draw the same cases on every machine, so that a change is judged by what it changed. To look for new
 * counterexamples give another seed: `PROMONTORY_TEST_SEED=$RANDOM npm test`.
 */
import fc from 'fast-check'

const seed = Number(process.env.PROMONTORY_TEST_SEED ?? 20_261)
if (!Number.isSafeInteger(seed)) throw new Error('PROMONTORY_TEST_SEED: expected a whole number')
fc.configureGlobal({ seed })
