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

/** Returns the name of the label that shows a status, such as `status: running`. Existing labels are found by this name. */
export const statusLabel = (status: Status): string => `status: ${status}`

/** Returns the status that a label shows; null for any other label. */
export const labelStatus = (label: string): Status | null =>
  STATUSES.find((status) => statusLabel(status) === label) ?? null
