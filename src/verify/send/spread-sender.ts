import { type Sender, type SendTo, sender } from './sender.ts'

/**
 * Sends to several replicas in turn, as a load balancer does; what one refuses goes to the next when it comes again. A
 * load balancer that asks nobody how he is: also replicas that are away have their turn.
 */
export function spreadSender(replicas: readonly SendTo[]): Sender {
  const senders = replicas.map(sender)
  let turn = 0
  return {
    send: (delivery) => {
      const next = senders[turn++ % senders.length]
      if (next === undefined) throw new Error('expected at least one replica to send to')
      return next.send(delivery)
    },
    close: () => {
      for (const one of senders) one.close()
    },
  }
}
