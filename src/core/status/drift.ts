/** Finds files that a packet changed outside its scope, for the scope check and `status: drifting`. */
import type { DriftFile } from '../checks/findings.ts'
import { covers, isSameFile } from '../parse/packet/paths.ts'
import type { Packet, ScopeEntry } from '../parse/packet/reading.ts'
import type { FileChange } from '../snapshot/queries.ts'
import type { ScopeGrant } from '../state/talk.ts'

export interface OtherScope {
  name: string
  inScope: ScopeEntry[]
}

export interface Boundaries {
  drift: DriftFile[]
  /** Outside "in scope", but in no other packet's scope and not forbidden. */
  outside: DriftFile[]
}

const pathsOf = (entries: ScopeEntry[]): string[] =>
  entries.flatMap((entry) => (entry.path === null ? [] : [entry.path]))

/** Returns the changed paths; a rename changes two. */
export const touched = (file: FileChange): string[] => (file.from === null ? [file.path] : [file.from, file.path])

const isGranted = (path: string, grant: ScopeGrant): boolean =>
  grant.literal ? isSameFile(grant.path, path) : covers(grant.path, path)

/** Checks one path against the boundaries. @returns null when it is allowed */
function judgePath(path: string, packet: Packet, grants: ScopeGrant[], others: OtherScope[]): DriftFile | null {
  if (grants.some((grant) => isGranted(path, grant))) return null
  const inScope = pathsOf(packet.inScope)
  const inside = inScope.some((entry) => covers(entry, path))
  const forbidden = pathsOf(packet.outOfScope).find((entry) => covers(entry, path))
  if (forbidden !== undefined) return { path, why: 'out-of-scope', against: forbidden }
  if (inside || inScope.length === 0) return null
  const other = others.find((one) => pathsOf(one.inScope).some((entry) => covers(entry, path)))
  return other
    ? { path, why: 'other-packet', against: other.name }
    : { path, why: 'outside', against: inScope.join(', ') }
}

/** Sorts the changed files. @param strict whether a file merely outside "in scope" is a drift too */
export function boundariesOf(
  files: FileChange[],
  packet: Packet,
  grants: ScopeGrant[],
  others: OtherScope[],
  strict: boolean,
): Boundaries {
  const found = files
    .flatMap(touched)
    .map((path) => judgePath(path, packet, grants, others))
    .filter((file) => file !== null)
  const drifts = (file: DriftFile) => strict || file.why !== 'outside'
  return { drift: found.filter(drifts), outside: found.filter((file) => !drifts(file)) }
}
