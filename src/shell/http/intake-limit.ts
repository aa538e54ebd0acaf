/**
 * Limits the memory of bodies whose signature is not verified yet, over all connections: anybody can send them. Small
 * bodies have a share of their own, so that GitHub's usual deliveries get through while large ones fill the other share.
 */

export interface IntakeLimit {
  /** Returns whether a body of this many bytes counts as small. */
  isSmall(bytes: number): boolean
  /** Reserves bytes for a body. Returns the function that releases them, to be called once, or null: none are free. */
  take(bytes: number, isSmall: boolean): (() => void) | null
  /** Returns how many bytes are reserved. */
  taken(): number
}

export interface IntakeSizes {
  /** Largest size of a small body, in bytes. */
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
