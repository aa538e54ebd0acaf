/** Every kind of record in the App's comments, with the markers under which it stands (`names.ts`). */
import { type Recorded, type RecordKind, recordKind } from './record.ts'

type Value = Recorded[string] | undefined

/** Of an earlier version or another's hand a field may be anything. */
const text = (value: Value): string => (value === null || value === undefined ? '' : String(value))

const numberOrNull = (value: Value): number | null => (typeof value === 'number' ? value : null)

const strings = (value: Value): string[] | null =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null

/** Under `decided`. */
export const decidedRecord: RecordKind<{ number: number | null; by: string; text: string }> = recordKind(
  1,
  ({ number, by, text: words }) => ({ number, by, text: words }),
  (data) => ({ number: Number(data.number) || null, by: text(data.by), text: text(data.text) }),
)

/** Under `unblocked`, `redirect`, `tickedMerge` and `tickedAccept` (there `text` is the id of the box). */
export const textRecord: RecordKind<{ by: string; text: string }> = recordKind(
  1,
  ({ by, text: words }) => ({ by, text: words }),
  (data) => ({ by: text(data.by), text: text(data.text) }),
)

/** A path as in a boundary, or with `literal` the one file of this name. */
export interface GrantedPath {
  path: string
  literal?: true
}

/** Of an earlier version: its paths joined with commas, which names may hold as well. */
export interface JoinedPaths {
  joined: string
}

/** What a `/scope allow` or `/scope deny` is about. Written as a list: `files` are names, `paths` are as in a boundary. */
export interface ScopeRecord {
  verdict: 'allowed' | 'denied'
  granted: GrantedPath[] | JoinedPaths
  reason: string
  by: string
}

/** Under `scope`. Those of one record are all literal or none. */
export const scopeRecord: RecordKind<ScopeRecord> = recordKind(
  1,
  ({ verdict, granted, reason, by }) => ({ verdict, ...grantedData(granted), reason, by }),
  (data) => ({
    verdict: data.verdict === 'allowed' ? 'allowed' : 'denied',
    granted: grantedIn(data),
    reason: text(data.reason),
    by: text(data.by),
  }),
)

function grantedData(granted: GrantedPath[] | JoinedPaths): Recorded {
  if (!Array.isArray(granted)) return { path: granted.joined }
  return { [granted[0]?.literal ? 'files' : 'paths']: granted.map(({ path }) => path) }
}

function grantedIn(data: Recorded): GrantedPath[] | JoinedPaths {
  const files = strings(data.files)
  if (files !== null) return files.map((path) => ({ path, literal: true }))
  return strings(data.paths)?.map((path) => ({ path })) ?? { joined: text(data.path) }
}

/** Under `depends`; `kind` null: it is dropped. */
export const dependsRecord: RecordKind<{ name: string; kind: 'hard' | 'soft' | null; by: string }> = recordKind(
  1,
  ({ name, kind, by }) => ({ verb: kind === null ? 'dropped' : 'added', name, kind, by }),
  (data) => ({
    name: text(data.name),
    kind: data.verb === 'dropped' ? null : data.kind === 'soft' ? 'soft' : 'hard',
    by: text(data.by),
  }),
)

/** Under `waive`. */
export const waivedRecord: RecordKind<{ name: string; by: string }> = recordKind(
  1,
  ({ name, by }) => ({ name, by }),
  (data) => ({ name: text(data.name), by: text(data.by) }),
)

/** Who accepted a text: under `card`, and under `accepted`, where earlier versions add `hash` and `comment`. */
export const acceptedRecord: RecordKind<{ by: string | null }> = recordKind(
  1,
  ({ by }) => ({ by }),
  (data) => ({ by: data.by === null || data.by === undefined ? null : text(data.by) }),
)

/** Under `round`; `counts`: JSON of how many packets had each status. */
export const roundRecord: RecordKind<{ round: number; at: number; by: string; counts: string }> = recordKind(
  1,
  ({ round, at, by, counts }) => ({ round, at, by, counts }),
  (data) => ({
    round: Number(data.round) || 0,
    at: Number(data.at) || 0,
    by: text(data.by),
    counts: text(data.counts),
  }),
)

/** The figures of a packet as it was merged; milliseconds. */
export interface MergedRecord {
  sha: string
  pull: number | null
  files: number | null
  lines: number | null
  /** When its last trial passed; null: none did; missing: it is not kept. */
  passedAt?: number | null
}

/** Under `merged` and `mergedAgain`. The figures are left out where none is known. */
export const mergedRecord: RecordKind<MergedRecord> = recordKind(
  1,
  ({ sha, pull, files, lines, passedAt }) => ({
    ...((files !== null || lines !== null || passedAt !== undefined) && { files, lines }),
    ...(passedAt !== undefined && { pull, passedAt }),
    sha,
    pull,
  }),
  (data) => ({
    sha: text(data.sha),
    pull: numberOrNull(data.pull),
    files: numberOrNull(data.files),
    lines: numberOrNull(data.lines),
    ...('passedAt' in data && { passedAt: numberOrNull(data.passedAt) }),
  }),
)

/** Under `remarks`: whose review it is. */
export const remarksRecord: RecordKind<{ review: number; by: string; account: number | null }> = recordKind(
  1,
  ({ review, by, account }) => ({ review, by, account }),
  (data) => ({ review: Number(data.review) || 0, by: text(data.by), account: numberOrNull(data.account) }),
)

/** In the line of a box on the dashboard: what a tick grants. */
export interface AllowOffer {
  paths: string[]
  literal?: true
}

export const offerRecord: RecordKind<AllowOffer> = recordKind(
  1,
  ({ paths, literal }) => ({ [literal ? 'files' : 'paths']: paths }),
  (data) => {
    const files = strings(data.files)
    if (files !== null) return { paths: files, literal: true }
    const paths = strings(data.paths)
    return paths && { paths }
  },
)
