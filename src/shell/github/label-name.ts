import { LABELS } from '../../core/render/status.ts'

const own = new Map(LABELS.map(({ name }) => [name.toLowerCase(), name]))

/** Returns the App's spelling of a label. GitHub: labels are case-insensitive, so an existing `Packet` is `packet`. */
export function labelName(name: string): string {
  return own.get(name.toLowerCase()) ?? name
}
