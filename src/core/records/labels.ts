/** Labels by which the App finds its issues and statuses again: their names are a format, their looks are not. */
import { STATUSES, type Status } from '../status/statuses.ts'

/** `status: running`. */
export const statusLabel = (status: Status): string => `status: ${status}`

/** The status that a label stands for; null: it is another label. */
export const labelStatus = (label: string): Status | null =>
  STATUSES.find((status) => statusLabel(status) === label) ?? null
