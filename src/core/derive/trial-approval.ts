/** Decides whether a packet's head may be tried: with `trial-approval`, a writer allows each commit of an agent first. */
import type { People } from '../authorize/roles.ts'
import type { Config } from '../parse/config/schema.ts'
import { covers } from '../parse/packet/paths.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { DiffFact } from '../snapshot/queries.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import type { UnapprovedTrial } from '../state/packet.ts'
import { touched } from '../status/drift.ts'
import type { PacketAnalysis } from './analysis.ts'
import { wasAssigned } from './approval.ts'
import { headAt, headMerged, withBaseMerges } from './heads.ts'
import { agentOf } from './life.ts'

/** Names of files that test commands usually read, in any folder. `protected` names more. */
const SCRIPTS = [
  ...['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock*', '.npmrc'],
  ...[
    'Makefile',
    'makefile',
    'GNUmakefile',
    '*.mk',
    'justfile',
    'CMakeLists.txt',
    'Rakefile',
    'Gemfile*',
    'Dockerfile*',
  ],
  ...['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements*.txt', 'conftest.py', 'tox.ini', 'noxfile.py', '*.lock'],
  ...['Cargo.toml', 'build.rs', 'go.mod', 'go.sum', 'pom.xml', '*.gradle', '*.gradle.kts', 'gradlew', 'mvnw'],
  ...['*.sh', '*.config.js', '*.config.mjs', '*.config.cjs', '*.config.ts', '.gitmodules'],
]

interface Tried {
  analysis: PacketAnalysis
  head: string | null
  diff: Pick<DiffFact, 'files'> | null
}

interface Around {
  snapshot: Snapshot
  config: Pick<Config, 'trial-approval' | 'protected'>
  people: People
  queries: Queries
}

/** Returns null when the head may be tried, else what a writer should know before allowing it. */
export function unapprovedTrial(tried: Tried, around: Around): UnapprovedTrial | null {
  const { analysis, head, diff } = tried
  if (!around.config['trial-approval'] || head === null || analysis.merged || analysis.abandoned) return null
  if (isApproved(analysis, head, around)) return null
  const files = diff?.files.flatMap(touched) ?? null
  const isWorkflow = (file: string) => covers('.github/', file)
  const isScript = (file: string) =>
    SCRIPTS.some((entry) => covers(entry, file.split('/').at(-1) ?? '')) ||
    around.config.protected.some((entry) => covers(entry, file))
  const first = (file: string) => Number(!isWorkflow(file) && !isScript(file))
  return {
    files: files?.toSorted((a, b) => first(a) - first(b)) ?? null,
    workflows: files?.some(isWorkflow) ?? false,
    scripts: files?.some(isScript) ?? false,
  }
}

/** The commits that writers allowed, and what merges of the base branch alone have made of them. */
function isApproved(analysis: PacketAnalysis, head: string, { snapshot, people, queries }: Around): boolean {
  const { branch, events } = analysis
  // Until GitHub lists the push of this head, nobody can tell which words came after it.
  if (!snapshot.pushesTo(branch, head).some(({ after }) => after === head)) return false
  const agent = agentOf(analysis, snapshot, people)
  const counts = (by: Actor, at: number) => !people.isAgent(by) && by.id !== agent?.id && !wasAssigned(analysis, by, at)
  const checked = events.trialApprovals
    .filter(({ by, at }) => counts(by, at))
    .map(({ comment, at }) => reviewedIn(comment, analysis) ?? headAt(branch, at, snapshot, head))
  const { merge } = events
  // A tick names no account, and its box is shown after the trial.
  const isMerge = merge?.byId !== undefined && counts({ id: merge.byId, login: merge.by, type: 'User' }, merge.at)
  const packet = { issue: analysis.issue.number, work: { branch, head } }
  const approved = isMerge ? [...checked, headMerged(packet, analysis, snapshot, queries)] : checked
  return approved.some((one) => one !== null && withBaseMerges(one, branch, snapshot, queries) === head)
}

/** Words in the text of a review are about the reviewed commit. */
function reviewedIn(comment: number, { pulls }: Pick<PacketAnalysis, 'pulls'>): string | null {
  const review = pulls.flatMap(({ reviews }) => reviews).find((one) => one.comment?.id === comment)
  return review === undefined || review.commit === '' ? null : review.commit
}
