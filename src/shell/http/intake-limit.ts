/**
 * Room for bodies whose signature is not verified yet, shared by all connections: nobody needs an account to send them.
 * Small ones have room of their own, so that GitHub's ordinary deliveries get through while large ones fill the rest.
 */

export interface IntakeLimit {
  /** Whether a body of so many bytes counts as small. */
  isSmall(bytes: number): boolean
  /** Takes room for so many bytes of a body; null: there is none now. What it gives is to be called once, to release. */
  take(bytes: number, isSmall: boolean): (() => void) | null
  /** Bytes that are taken. */
  taken(): number
}

export interface IntakeSizes {
  /** A body of up to this many bytes is small. */
  small: number
  forSmall: number
  /** Must hold the largest body that GitHub sends. */
  forLarge: number
}

const MIB = 1024 * 1024
const usual: IntakeSizes = { small: 256 * 1024, forSmall: 8 * MIB, forLarge: 32 * MIB }

export function createIntakeLimit({ small, forSmall, forLarge }: IntakeSizes = usual): IntakeLimit {
  const free = { small: forSmall, large: forLarge }
  return {
    taken: () => forSmall + forLarge - free.small - free.large,
    isSmall: (bytes) => bytes <= small,
    take(bytes, isSmall) {
      const of = isSmall ? 'small' : 'large'
      if (bytes > free[of]) return null
      free[of] -= bytes
      return () => {
        free[of] += bytes
      }
    },
  }
}
