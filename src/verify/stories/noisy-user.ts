import { type Story, teller } from '../story.ts'
import { storm } from './retry-storm.ts'

/** Many storms of one user: a pattern of theirs, never a candidate. */
export const noisyUser: Story = {
  name: 'noisy_user',
  weight: 2,
  tell: (scene) => {
    const user = `${scene.label}-user-noisy`
    return [storm(scene, teller(scene, { story: 'noisy_user', agent: 'kiosk', user }))]
  },
}
