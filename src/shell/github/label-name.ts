import { LABELS } from '../../core/render/status.ts'

const own = new Map(LABELS.map(({ name }) => [name.toLowerCase(), name]))

/** GitHub tells labels apart without regard to case: where `Packet` was there first, it stands for `packet`. */
export function labelName(name: string): string {
  return own.get(name.toLowerCase()) ?? name
}
