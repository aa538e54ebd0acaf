/** The statuses a packet can have. */

/** In the order in which people are shown them. */
export const STATUSES = [
  'proposed',
  'invalid',
  'waiting',
  'ready',
  'running',
  'blocked',
  'drifting',
  'paused',
  'done',
  'merged',
  'abandoned',
] as const

export type Status = (typeof STATUSES)[number]

/** Delivered or given up. */
export const isOver = (status: Status): boolean => status === 'merged' || status === 'abandoned'
