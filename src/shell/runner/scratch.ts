/** Brings a trial commit to GitHub on a scratch branch, also where rules cover that branch. */
import { ownScratchBranch, scratchBranch } from '../../core/merging/route.ts'

/** git marks a ref that the server refuses to change, whatever the server's words for it are. */
export const isRefusedByRule = (message: string): boolean => /\[remote rejected\]/i.test(message)

/**
 * Pushes to the packet's scratch branch. Where rules forbid force pushes and deletions, an older one may be in the way:
 * then the commit gets a branch of its own.
 *
 * @returns the branch
 * @throws what `push` throws
 */
export async function pushScratch(
  packet: string,
  sha: string,
  push: (branch: string) => Promise<void>,
): Promise<string> {
  const branch = scratchBranch(packet)
  try {
    await push(branch)
    return branch
  } catch (error) {
    if (!isRefusedByRule(messageOf(error))) throw error
  }
  const own = ownScratchBranch(packet, sha)
  await push(own)
  return own
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
