import { createHash } from 'node:crypto'

/** A short word that tells two texts apart, however their lines end. */
export const fingerprint = (text: string | null): string =>
  createHash('sha256')
    .update((text ?? '').replace(/\r\n/g, '\n'))
    .digest('hex')
    .slice(0, 12)
