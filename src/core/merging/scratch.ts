/** Where the bot's own scratch branches stand: trial commits on their way to GitHub. */
export const scratchPrefix = 'switchyard/trial/'

/** A packet's name may hold what git forbids in a ref (`a..b`, `a.lock`, a dot at the end). */
export function scratchBranch(packet: string): string {
  return scratchPrefix + packet.replace(/[^\w-]+/g, '-')
}
