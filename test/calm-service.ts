/**
 * Settings of a service that runs within a test: how busy the machine is, and what else the process of the test holds,
 * make it refuse nothing.
 */
export const calmService = { LIMITS_PROCESS_LOOPLAG: '1h', LIMITS_PROCESS_RSSMEBIBYTES: '1000000' } as const
