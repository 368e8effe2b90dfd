import { type Story, teller } from '../story.ts'
import { storm } from './retry-storm.ts'

/** Seen twice: too seldom for a candidate. */
export const rare: Story = {
  name: 'rare',
  weight: 1,
  timesMax: 2,
  tell: (scene) => [storm(scene, teller(scene, { story: 'rare', agent: 'archive' }))],
}
