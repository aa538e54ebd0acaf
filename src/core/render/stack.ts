/** Words about a stack of pull requests. They complete "Queued, but it cannot merge yet: …", and go through `prose`. */
import type { PacketState } from '../state/packet.ts'

const within = (pull: number) => `#${pull} below it in its stack`

/** @param why what follows the packet's name */
export const belowWaits = ({ name, issue }: Pick<PacketState, 'name' | 'issue'>, why: string): string =>
  `\`${name}\` (#${issue}) below it in its stack ${why}`

export const belowStray = (pull: number): string =>
  `${within(pull)} belongs to no packet, so nothing has checked it. Merge #${pull} first, or take it out of the stack`

export const belowClosed = (pull: number): string =>
  `${within(pull)} is closed. Reopen it, or unstack the pull requests and stack them again without it`

export const belowDraft = (pull: number): string => `${within(pull)} is a draft. Mark it ready for review`
