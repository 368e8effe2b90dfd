/**
 * How long a test waits for what has to come about. Passing tests never wait so long; a machine that has much else to do
 * may need it.
 */
export const patience = { timeout: 60_000, interval: 20 } as const
