/** Every kind of record in the App's comments, with the markers of the comments that contain it (`names.ts`). */
import { type Recorded, type RecordKind, recordKind } from './record.ts'

type Value = Recorded[string] | undefined

/** A field of an earlier version or of an edited record may have any type. */
const text = (value: Value): string => (value === null || value === undefined ? '' : String(value))

const numberOrNull = (value: Value): number | null => (typeof value === 'number' ? value : null)

const strings = (value: Value): string[] | null =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null

/** In comments with the marker `decided`. */
export const decidedRecord: RecordKind<{ number: number | null; by: string; text: string }> = recordKind(
  1,
  ({ number, by, text: words }) => ({ number, by, text: words }),
  (data) => ({ number: Number(data.number) || null, by: text(data.by), text: text(data.text) }),
)

/** In comments with the marker `unblocked`, `redirect`, `tickedMerge` or `tickedAccept`. For the last two `text` is the box's id. */
export const textRecord: RecordKind<{ by: string; text: string }> = recordKind(
  1,
  ({ by, text: words }) => ({ by, text: words }),
  (data) => ({ by: text(data.by), text: text(data.text) }),
)

/** A path or glob as in a boundary; with `literal` a single file of exactly this name. */
export interface GrantedPath {
  path: string
  literal?: true
}

/** Paths of an earlier version, joined with commas. The paths may contain commas themselves. */
export interface JoinedPaths {
  joined: string
}

/** A `/scope allow` or `/scope deny`. Its paths are stored as a list: literal names as `files`, others as `paths`. */
export interface ScopeRecord {
  verdict: 'allowed' | 'denied'
  granted: GrantedPath[] | JoinedPaths
  reason: string
  by: string
}

/** In comments with the marker `scope`. The paths of one record are either all literal or none of them. */
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

/** In comments with the marker `depends`. `kind` is null for a dropped dependency. */
export const dependsRecord: RecordKind<{ name: string; kind: 'hard' | 'soft' | null; by: string }> = recordKind(
  1,
  ({ name, kind, by }) => ({ verb: kind === null ? 'dropped' : 'added', name, kind, by }),
  (data) => ({
    name: text(data.name),
    kind: data.verb === 'dropped' ? null : data.kind === 'soft' ? 'soft' : 'hard',
    by: text(data.by),
  }),
)

/** In comments with the marker `waive`. */
export const waivedRecord: RecordKind<{ name: string; by: string }> = recordKind(
  1,
  ({ name, by }) => ({ name, by }),
  (data) => ({ name: text(data.name), by: text(data.by) }),
)

/** Who accepted a text. In comments with the marker `card` or `accepted`; there earlier versions add `hash` and `comment`. */
export const acceptedRecord: RecordKind<{ by: string | null }> = recordKind(
  1,
  ({ by }) => ({ by }),
  (data) => ({ by: data.by === null || data.by === undefined ? null : text(data.by) }),
)

/** In comments with the marker `round`. `counts` is JSON: the number of packets by status. */
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

/** Figures of a merged packet. Times in milliseconds since the epoch. */
export interface MergedRecord {
  sha: string
  pull: number | null
  files: number | null
  lines: number | null
  /** When its last trial merge passed; null: none did; missing: not recorded. */
  passedAt?: number | null
}

/** In comments with the marker `merged` or `mergedAgain`. Unknown figures are left out. */
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

/** In comments with the marker `briefing`, unless the packet goes to the default branch: the branch it goes to. */
export const baseRecord: RecordKind<{ base: string }> = recordKind(
  1,
  ({ base }) => ({ base }),
  (data) => ({ base: text(data.base) }),
)

/** In comments with the marker `remarks`: the review's author. */
export const remarksRecord: RecordKind<{ review: number; by: string; account: number | null }> = recordKind(
  1,
  ({ review, by, account }) => ({ review, by, account }),
  (data) => ({ review: Number(data.review) || 0, by: text(data.by), account: numberOrNull(data.account) }),
)

/** What a tick of a dashboard box grants. Stored in the box's line. */
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
